import { LinkError, UsageError } from '@feierabend/protocol';

import { explainMqttFailure } from '../../adapters/mqtt/mqtt-failure.ts';
import type { BrokerAddress } from '../../adapters/mqtt/mqtt-tls.ts';

/** Why a connection of ours ended that neither Node nor OpenSSL has a word for. */
export type WireProblem =
  | 'garbled'
  | 'too long'
  | 'connack timeout'
  | 'ack timeout'
  | 'keepalive timeout'
  | 'subscription refused'
  | 'packets too small'
  | 'no port';

/** One sentence with a stable code; those of {@link explainMqttFailure}, and two of our own. */
export function explainWireProblem(problem: WireProblem, address: BrokerAddress): LinkError {
  const at = `${address.host}:${address.port}`;
  switch (problem) {
    case 'too long':
      return new LinkError({
        code: 'MQTT_PACKET_SIZE',
        expected: `the broker at ${at} to send packets of a size that a device takes`,
        came: 'it announced a longer one',
        next: 'look who publishes such requests, and limit the packet size at the broker',
      });
    case 'no port':
      return new LinkError({
        code: 'MQTT_PORTS',
        expected: `a free port of this machine for a connection to ${at}`,
        came: 'those of every source address are in use',
        next: 'give further source addresses, or run the devices in shards on several machines',
      });
    case 'packets too small':
      return explainReason(149, address);
    case 'garbled':
    case 'connack timeout':
    case 'ack timeout':
    case 'keepalive timeout':
    case 'subscription refused':
      return explainMqttFailure(new TypeError(problem), address);
  }
}

/** The broker said no with this code of a CONNACK or DISCONNECT. */
export function explainReason(reasonCode: number, address: BrokerAddress): LinkError {
  return explainMqttFailure(Object.assign(new TypeError('refused'), { code: reasonCode }), address);
}

/** The broker answered a PUBLISH with no. */
export function explainPublishRefused(reasonCode: number, address: BrokerAddress): LinkError {
  return explainMqttFailure(new TypeError(`PUBLISH_REFUSED ${reasonCode}`), address);
}

/** Certificate and key of a device are of no use; anything else that was thrown is not ours to explain. */
export function explainCredentials(error: unknown): LinkError {
  if (!(error instanceof UsageError)) throw error;
  const { code, expected, came, next } = error;
  return new LinkError({ code, expected, came, next, cause: error });
}
