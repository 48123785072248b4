import type { LinkError } from '@feierabend/protocol';

import type { Link, LinkEvents, LinkMessage } from '../../core/ports.ts';
import type { BackOff } from './mqtt-back-off.ts';
import { MqttSession } from './mqtt-session.ts';
import type { TlsIdentity } from './mqtt-tls.ts';
import { deviceTopic } from './mqtt-topics.ts';
import { PublishWindow } from './mqtt-window.ts';

export interface MqttLinkOptions extends TlsIdentity {
  /** `mqtts://host:port` */
  readonly url: string;
  /** As in the certificate's subject: O and CN. */
  readonly tenant: string;
  readonly device: string;
  /** Deadline of one connection attempt. */
  readonly connectTimeoutMs: number;
  readonly keepaliveS?: number;
  readonly backOff?: BackOff;
  /** Published and not yet acknowledged, at most; 16 when not given. */
  readonly inFlightMax?: number;
  /** Waiting for their turn, at most; 1024 when not given. */
  readonly queuedMax?: number;
  /** Longer requests are dropped and counted; 16 KiB when not given. */
  readonly requestBytesMax?: number;
}

const STOP_DEADLINE_MS = 5000;
const REQUEST_BYTES_MAX = 16 * 1024;

/**
 * Says that the connection broke, and nothing else. It is in clear, so it holds no duty state; the
 * broker sends it only when the tracker did not say goodbye.
 */
const WILL_PAYLOAD = new TextEncoder().encode('{"online":false}');

/** The tracker's network over MQTT. */
export class MqttLink implements Link {
  readonly #options: MqttLinkOptions;
  readonly #events: LinkEvents;
  readonly #session: MqttSession;
  readonly #window: PublishWindow;
  readonly #requestTopic: string;
  readonly #settling = new Set<() => void>();
  #requestsDropped = 0;

  /** @throws UsageError `MQTT_URL`, `MQTT_CREDENTIALS` */
  constructor(options: MqttLinkOptions, events: LinkEvents) {
    const { tenant, device } = options;
    this.#options = options;
    this.#events = events;
    this.#requestTopic = deviceTopic(tenant, device, 'smp/req');
    this.#window = new PublishWindow({
      inFlightMax: options.inFlightMax ?? 16,
      queuedMax: options.queuedMax ?? 1024,
    });
    this.#session = new MqttSession(
      {
        ...options,
        clientId: `${tenant}/${device}`,
        subscriptions: [this.#requestTopic],
        will: { topic: deviceTopic(tenant, device, 'status'), payload: WILL_PAYLOAD },
      },
      {
        ready: () => this.#ready(),
        lost: (failure) => this.#events.disconnected(failure.message),
        message: (topic, payload) => this.#received(topic, payload),
      },
    );
  }

  /** Requests that were too long or on a topic nobody asked for. */
  get requestsDropped(): number {
    return this.#requestsDropped;
  }

  /** Why there is no connection; undefined while there is one. */
  get failure(): LinkError | undefined {
    return this.#session.failure;
  }

  connect(): void {
    this.#session.start();
  }

  /** See {@link MqttSession.whenReady}. */
  whenConnected(): Promise<void> {
    return this.#session.whenReady();
  }

  /**
   * Takes a message and reports `published` with its id once the broker has acknowledged it.
   * Without a connection it waits.
   *
   * @throws UsageError `MQTT_QUEUE_FULL`
   */
  publish(message: LinkMessage): void {
    this.#window.offer(message);
    this.#pump();
  }

  /**
   * True as soon as the link is connected and everything published is acknowledged; false at the
   * deadline.
   */
  settled(deadlineMs: number): Promise<boolean> {
    if (this.#isSettled) return Promise.resolve(true);
    return new Promise((resolve) => {
      const check = (): void => {
        if (!this.#isSettled) return;
        clearTimeout(timer);
        this.#settling.delete(check);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#settling.delete(check);
        resolve(false);
      }, deadlineMs);
      this.#settling.add(check);
    });
  }

  /**
   * Ends the connection without sending the will. What was not acknowledged is forgotten here; it
   * is the core's to publish again.
   */
  async stop(deadlineMs = STOP_DEADLINE_MS): Promise<void> {
    this.#window.clear();
    await this.#session.stop(deadlineMs);
  }

  close(): void {
    void this.stop();
  }

  get #isSettled(): boolean {
    return this.#session.ready && this.#window.idle;
  }

  #ready(): void {
    this.#events.connected();
    this.#pump();
    this.#notifySettled();
  }

  #pump(): void {
    while (this.#session.ready) {
      const message = this.#window.take();
      if (message === undefined) return;
      this.#send(message);
    }
  }

  #send(message: LinkMessage): void {
    const { tenant, device } = this.#options;
    const topic = deviceTopic(tenant, device, message.channel);
    this.#session.publish(topic, message.payload, (acknowledged) => {
      if (!acknowledged) {
        this.#window.giveBack(message.id);
        return;
      }
      if (!this.#window.acknowledge(message.id)) return;
      this.#events.published(message.id);
      this.#pump();
      this.#notifySettled();
    });
  }

  #notifySettled(): void {
    for (const check of this.#settling) check();
  }

  #received(topic: string, payload: Uint8Array): void {
    const bytesMax = this.#options.requestBytesMax ?? REQUEST_BYTES_MAX;
    if (topic !== this.#requestTopic || payload.length > bytesMax) {
      this.#requestsDropped += 1;
      return;
    }
    this.#events.received('smp/req', payload);
  }
}
