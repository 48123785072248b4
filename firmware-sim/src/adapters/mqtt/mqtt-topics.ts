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

/**
 * Says that the connection broke, and nothing else. It is in clear, so it holds no duty state; the broker sends it only when
 * the tracker did not say goodbye.
 */
export const WILL_PAYLOAD = new TextEncoder().encode('{"online":false}');
