import { isName } from './identity.ts';

/** What a device sends. */
const DEVICE_CHANNELS = ['report', 'status', 'event', 'journal', 'smp/rsp'] as const;
export type DeviceChannel = (typeof DEVICE_CHANNELS)[number];

/** What a device receives. */
type RequestChannel = 'smp/req';
export type Channel = DeviceChannel | RequestChannel;
export const channels: readonly Channel[] = [...DEVICE_CHANNELS, 'smp/req'];

export interface DeviceTopic {
  readonly tenant: string;
  readonly device: string;
  readonly channel: Channel;
}

const ROOT = 'feierabend/1';

export function isDeviceChannel(channel: string): channel is DeviceChannel {
  return (DEVICE_CHANNELS as readonly string[]).includes(channel);
}

/** Everything of one tenant. */
export function tenantFilter(tenant: string): string {
  return `${ROOT}/${tenant}/#`;
}

export function topicOf(tenant: string, device: string, channel: Channel): string {
  return `${ROOT}/${tenant}/${device}/${channel}`;
}

/** Reads `feierabend/1/<tenant>/<device>/<channel>`; undefined for every other text. */
export function parseTopic(topic: string): DeviceTopic | undefined {
  const match = /^feierabend\/1\/([^/]+)\/([^/]+)\/(.+)$/u.exec(topic);
  if (match === null) return undefined;
  const [, tenant = '', device = '', channel = ''] = match;
  if (!isName(tenant) || !isName(device)) return undefined;
  if (!isDeviceChannel(channel) && channel !== 'smp/req') return undefined;
  return { tenant, device, channel };
}

/** Reads a filter below one tenant; undefined when its first three levels are not spelled out. */
export function filterTenant(filter: string): string | undefined {
  const match = /^feierabend\/1\/([^/]+)\/./u.exec(filter);
  const tenant = match?.[1];
  return tenant !== undefined && isName(tenant) ? tenant : undefined;
}
