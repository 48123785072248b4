import type { DeviceChannel } from '../../core/ports.ts';

/** Root and version of the topic tree; a change of a payload's meaning takes a new number. */
const TOPIC_ROOT = 'feierabend/1';

/** `feierabend/1/<tenant>/<device>/<channel>` */
export function deviceTopic(
  tenant: string,
  device: string,
  channel: DeviceChannel | 'smp/req',
): string {
  return `${TOPIC_ROOT}/${tenant}/${device}/${channel}`;
}
