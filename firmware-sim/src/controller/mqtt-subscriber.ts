import type { BackOff } from '../adapters/mqtt/mqtt-back-off.ts';
import { MqttSession } from '../adapters/mqtt/mqtt-session.ts';
import { LinkError } from '@feierabend/protocol';

import { isDeviceChannel, parseTopic, tenantFilter, topicOf } from '../broker/topic.ts';
import type { DeviceChannel } from '../broker/topic.ts';
import type { Credentials } from '../pki/credentials.ts';

/** One message of a device, as it came over the wire: sealed, except for `status`. */
export interface TenantMessage {
  readonly channel: DeviceChannel;
  readonly tenant: string;
  readonly device: string;
  readonly payload: Uint8Array;
}

export interface MqttSubscriberOptions {
  /** `mqtts://host:port` */
  readonly url: string;
  readonly caPem: string;
  readonly credentials: Credentials;
  /** As in the certificate's subject: O and CN. */
  readonly tenant: string;
  readonly name: string;
  readonly connectTimeoutMs: number;
  /** Between attempts to connect; that of a tracker when not given. */
  readonly backOff?: BackOff;
  readonly onMessage: (message: TenantMessage) => void;
  /** What is no message of a device of the tenant: requests to them, and what should never have come. */
  readonly onOther?: (topic: string, payload: Uint8Array) => void;
  /** The connection ended; it is made again until `stop`, and the broker keeps what was missed. */
  readonly onLost?: (failure: LinkError) => void;
}

export interface MqttSubscriber {
  /** Device messages handed on so far. */
  readonly received: number;
  /**
   * Resolves when everything that the broker had acknowledged before the call has been handed on: a request of our own to a
   * device that does not exist goes out and comes back behind it.
   *
   * @throws LinkError `DELIVERY_DEADLINE`
   */
  caughtUp(deadlineMs: number): Promise<void>;
  /** Sends a request to a device of the tenant: one SMP message. */
  request(device: string, payload: Uint8Array): void;
  stop(deadlineMs?: number): Promise<void>;
}

const STOP_DEADLINE_MS = 5000;
/** No device is called that by a tenant: the name only marks how far the subscriber has got. */
const nobody = 'no-device';

/**
 * Reads everything the devices of one tenant publish. Returns when the broker has granted the
 * subscription.
 *
 * @throws LinkError `MQTT_*` when there is no connection at the deadline, or the broker is not the
 * trusted one
 */
export async function startMqttSubscriber(options: MqttSubscriberOptions): Promise<MqttSubscriber> {
  const { tenant, name } = options;
  let received = 0;
  const marks = new Map<string, () => void>();
  let nextMark = 0;
  const session = new MqttSession(
    {
      brokers: [{ url: options.url, caPem: options.caPem, ...options.credentials }],
      clientId: `${tenant}/${name}`,
      // One filter only: with overlapping ones a broker may deliver the same message twice.
      subscriptions: [tenantFilter(tenant)],
      connectTimeoutMs: options.connectTimeoutMs,
      ...(options.backOff === undefined ? {} : { backOff: options.backOff }),
    },
    {
      ready: () => undefined,
      lost: (failure) => options.onLost?.(failure),
      message: (topicText, payload) => {
        const topic = parseTopic(topicText);
        if (topic === undefined || topic.tenant !== tenant) {
          options.onOther?.(topicText, payload);
          return;
        }
        const { channel, device } = topic;
        if (device === nobody) marks.get(new TextDecoder().decode(payload))?.();
        if (!isDeviceChannel(channel)) {
          options.onOther?.(topicText, payload);
          return;
        }
        received += 1;
        options.onMessage({ channel, tenant, device, payload });
      },
    },
  );
  session.start();
  try {
    await session.whenReady();
  } catch (error) {
    await session.stop(STOP_DEADLINE_MS);
    throw error;
  }
  return {
    get received() {
      return received;
    },
    caughtUp: async (deadlineMs) => {
      const mark = `mark ${(nextMark += 1)}`;
      let timer: NodeJS.Timeout | undefined;
      try {
        await new Promise<void>((resolve, reject) => {
          timer = setTimeout(() => reject(late(deadlineMs, received)), deadlineMs);
          marks.set(mark, resolve);
          const payload = new TextEncoder().encode(mark);
          const topic = topicOf(tenant, nobody, 'smp/req');
          const send = () => void session.publish({ topic, payload }, undefined, () => {});
          session.whenReady().then(send, reject);
        });
      } finally {
        clearTimeout(timer);
        marks.delete(mark);
      }
    },
    request: (device, payload) =>
      session.publish({ topic: topicOf(tenant, device, 'smp/req'), payload }, undefined, () => {}),
    stop: (deadlineMs = STOP_DEADLINE_MS) => session.stop(deadlineMs),
  };
}

function late(deadlineMs: number, received: number): LinkError {
  return new LinkError({
    code: 'DELIVERY_DEADLINE',
    expected: `a request to come back from the broker within ${deadlineMs / 1000} s`,
    came: `nothing; ${received} messages had come before`,
    next: 'look at the broker; on a very busy machine raise timeouts.answerS in the bench file',
  });
}
