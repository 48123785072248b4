import { equalBytes, InternalError, LinkError } from '@feierabend/protocol';

import { WILL_PAYLOAD } from '../../adapters/mqtt/mqtt-topics.ts';
import { topicOf } from '../../broker/topic.ts';
import { startMqttSubscriber, type MqttSubscriber } from '../../controller/mqtt-subscriber.ts';
import type { TestPki } from '../../pki/test-pki.ts';

const connectDeadlineMs = 15_000;
/** Of several brokers one need not be there. */
const oneOfSeveralDeadlineMs = 5000;
/** A broker that is under load hands over what it has within this time. */
const caughtUpDeadlineMs = 60_000;

/** The name of a controller's certificate. */
export const controllerName = 'office';

interface OfficeOptions {
  readonly pki: TestPki;
  /** Who signs for the brokers. */
  readonly caPem: string;
  /** A controller reads at each of them. */
  readonly urls: readonly string[];
  readonly tenants: readonly string[];
  readonly onMessage: (tenant: string, device: string, message: OfficeMessage) => void;
  /** What is no message of a device of the tenant: see {@link MqttSubscriberOptions.onOther}. */
  readonly onOther: (tenant: string, topic: string, payload: Uint8Array) => void;
}

export interface OfficeMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** The broker says by itself that a connection broke; it is not the device that speaks. */
  readonly isWill: boolean;
}

/** A controller of one tenant at one broker. */
interface Desk {
  readonly tenant: string;
  readonly subscriber: MqttSubscriber;
}

/** The controllers of all tenants of a run: they read everything of their tenant, and send the requests. */
export class Offices {
  readonly #desks: readonly Desk[];

  private constructor(desks: readonly Desk[]) {
    this.#desks = desks;
  }

  /** What brokers have kept from before is nobody's. */
  static async open(options: OfficeOptions): Promise<Offices> {
    const { pki, caPem, urls, tenants, onMessage, onOther } = options;
    let isOpen = false;
    const open = async (tenant: string, url: string): Promise<Desk> => {
      const subscriber = await startMqttSubscriber({
        url,
        caPem,
        credentials: await pki.issueController(tenant, controllerName),
        tenant,
        name: controllerName,
        connectTimeoutMs: urls.length > 1 ? oneOfSeveralDeadlineMs : connectDeadlineMs,
        backOff: { firstMs: 20, lastMs: 500 },
        onMessage: ({ device, channel, payload }) => {
          if (!isOpen) return;
          const isWill = channel === 'status' && equalBytes(payload, WILL_PAYLOAD);
          onMessage(tenant, device, { topic: topicOf(tenant, device, channel), payload, isWill });
        },
        onOther: (topic, payload) => {
          if (isOpen) onOther(tenant, topic, payload);
        },
      });
      return { tenant, subscriber };
    };
    const opening = tenants.flatMap((tenant) => urls.map((url) => open(tenant, url)));
    const opened = await Promise.allSettled(opening);
    const desks = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const offices = new Offices(desks);
    try {
      for (const one of opened) if (one.status === 'rejected') throw one.reason;
      await offices.caughtUp();
    } catch (error) {
      await offices.stop();
      throw error;
    }
    isOpen = true;
    return offices;
  }

  /** Whichever broker the device is connected to. */
  request(tenant: string, device: string, payload: Uint8Array): void {
    for (const { tenant: of, subscriber } of this.#desks) {
      if (of === tenant) subscriber.request(device, payload);
    }
  }

  /**
   * Resolves when everything that the brokers have acknowledged is here, and every tenant is connected. Of several brokers one
   * may be gone, with what it has.
   */
  async caughtUp(deadlineMs = caughtUpDeadlineMs): Promise<void> {
    const ends = await Promise.all(
      this.#desks.map(async ({ tenant, subscriber }) => {
        try {
          await subscriber.caughtUp(deadlineMs);
          return { tenant, failure: undefined };
        } catch (error) {
          const failure = error instanceof Error ? error : new InternalError('it failed', error);
          return { tenant, failure };
        }
      }),
    );
    const reached = new Set(ends.filter(({ failure }) => failure === undefined).map(tenantOf));
    for (const { tenant, failure } of ends) {
      const isGone = failure instanceof LinkError && failure.code !== 'DELIVERY_DEADLINE';
      if (failure !== undefined && !(isGone && reached.has(tenant))) throw failure;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#desks.map(({ subscriber }) => subscriber.stop()));
  }
}

function tenantOf({ tenant }: { readonly tenant: string }): string {
  return tenant;
}
