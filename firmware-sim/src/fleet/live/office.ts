import { equalBytes } from '@feierabend/protocol';

import { WILL_PAYLOAD } from '../../adapters/mqtt/mqtt-topics.ts';
import { topicOf } from '../../broker/topic.ts';
import { startMqttSubscriber, type MqttSubscriber } from '../../controller/mqtt-subscriber.ts';
import type { TestPki } from '../../pki/test-pki.ts';
import type { Arrival } from './live-crew.ts';

const connectDeadlineMs = 15_000;
/** A broker that is under load hands over what it has within this time. */
const caughtUpDeadlineMs = 60_000;

/** The name of a controller's certificate. */
export const controllerName = 'office';

/** The controllers of all tenants of a run: each reads everything of its tenant, and sends the requests. */
export class Offices {
  readonly #subscribers: ReadonlyMap<string, MqttSubscriber>;

  private constructor(subscribers: ReadonlyMap<string, MqttSubscriber>) {
    this.#subscribers = subscribers;
  }

  static async open(options: {
    readonly pki: TestPki;
    readonly url: string;
    readonly tenants: readonly string[];
    readonly onMessage: (tenant: string, device: string, arrival: Arrival) => void;
  }): Promise<Offices> {
    const { pki, url, tenants, onMessage } = options;
    const open = async (tenant: string) =>
      startMqttSubscriber({
        url,
        caPem: pki.caPem,
        credentials: await pki.issueController(tenant, controllerName),
        tenant,
        name: controllerName,
        connectTimeoutMs: connectDeadlineMs,
        onMessage: ({ device, channel, payload }) => {
          // The broker says by itself that a connection broke; it is not the device that speaks.
          if (channel === 'status' && equalBytes(payload, WILL_PAYLOAD)) return;
          onMessage(tenant, device, [topicOf(tenant, device, channel), payload]);
        },
      });
    const opened = await Promise.all(
      tenants.map(async (tenant) => [tenant, await open(tenant)] as const),
    );
    return new Offices(new Map(opened));
  }

  request(tenant: string, device: string, payload: Uint8Array): void {
    this.#subscribers.get(tenant)?.request(device, payload);
  }

  /** Resolves when everything that the broker has acknowledged is here, and every tenant is connected. */
  async caughtUp(deadlineMs = caughtUpDeadlineMs): Promise<void> {
    const all = [...this.#subscribers.values()];
    await Promise.all(all.map((one) => one.caughtUp(deadlineMs)));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#subscribers.values()].map((one) => one.stop()));
  }
}
