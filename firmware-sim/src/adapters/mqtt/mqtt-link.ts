import type { LinkError } from '@feierabend/protocol';

import type { Link, LinkEvents, LinkMessage } from '../../core/ports.ts';
import { backOffMs } from './mqtt-back-off.ts';
import { MqttSession } from './mqtt-session.ts';
import type { MqttSessionOptions } from './mqtt-session.ts';
import { deviceTopic, WILL_PAYLOAD } from './mqtt-topics.ts';
import type { MqttVersion } from './mqtt-version.ts';
import { PublishWindow } from './mqtt-window.ts';
import type { WindowEntry } from './mqtt-window.ts';

export interface MqttLinkOptions extends Omit<
  MqttSessionOptions,
  'clientId' | 'subscriptions' | 'will'
> {
  /** As in the certificate's subject: O and CN. */
  readonly tenant: string;
  readonly device: string;
  /** Published and not yet acknowledged, at most; 16 when not given. */
  readonly inFlightMax?: number;
  /** Waiting for their turn, at most; 1024 when not given. */
  readonly queuedMax?: number;
  /** Longer requests are dropped and counted; 16 KiB when not given. */
  readonly requestBytesMax?: number;
}

const STOP_DEADLINE_MS = 5000;
const REQUEST_BYTES_MAX = 16 * 1024;
const NOBODY_BACK_OFF = { firstMs: 1000, lastMs: 60_000 };

/**
 * The tracker's network over MQTT.
 *
 * **Invariant:** after a connection was lost, nothing is written to the next one before the core was told that it is
 * connected and could take back what may no longer be sent.
 */
export class MqttLink implements Link {
  readonly #options: MqttLinkOptions;
  readonly #events: LinkEvents;
  readonly #session: MqttSession;
  readonly #window: PublishWindow;
  readonly #requestTopic: string;
  readonly #settling = new Set<() => void>();
  #requestsDropped = 0;
  /** Under way at once; falls to one after a broker that acknowledged nothing in time, and grows with each acknowledgement. */
  #inFlightNow: number;
  #unread = 0;
  #pause: NodeJS.Timeout | undefined;

  /** @throws UsageError `MQTT_BROKERS`, `MQTT_URL`, `MQTT_CREDENTIALS` */
  constructor(options: MqttLinkOptions, events: LinkEvents) {
    const { tenant, device, inFlightMax = 16, queuedMax = 1024 } = options;
    this.#options = options;
    this.#events = events;
    this.#requestTopic = deviceTopic(tenant, device, 'smp/req');
    this.#inFlightNow = inFlightMax;
    this.#window = new PublishWindow({ inFlightMax, queuedMax });
    this.#session = new MqttSession(
      {
        ...options,
        clientId: `${tenant}/${device}`,
        subscriptions: [this.#requestTopic],
        will: { topic: deviceTopic(tenant, device, 'status'), payload: WILL_PAYLOAD },
      },
      {
        ready: () => this.#ready(),
        lost: (failure) => this.#lost(failure),
        message: (topic, payload) => this.#received(topic, payload),
        drained: () => this.#pump(),
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

  /** See {@link MqttSession.hopeless}. */
  get hopeless(): LinkError | undefined {
    return this.#session.hopeless;
  }

  /** Index of the broker in use, or tried now. */
  get broker(): number {
    return this.#session.broker;
  }

  get version(): MqttVersion {
    return this.#session.version;
  }

  /** True when nothing waits for an acknowledgement. */
  get idle(): boolean {
    return this.#window.idle;
  }

  connect(): void {
    this.#session.start();
  }

  /** See {@link MqttSession.whenReady}. */
  whenConnected(): Promise<void> {
    return this.#session.whenReady();
  }

  /**
   * Takes a message and reports `published` with its id once the broker has acknowledged it. Without a connection it waits.
   * False when there is no room for it.
   */
  publish(message: LinkMessage): boolean {
    const isTaken = this.#window.offer(message, performance.now());
    if (isTaken) this.#pump();
    return isTaken;
  }

  /** See {@link Link.withdraw}. What the socket has already taken cannot be called back, but is not sent again. */
  withdraw(id: number): boolean {
    const entry = this.#window.withdraw(id);
    if (entry?.sentAs !== undefined) this.#session.forget(entry.sentAs);
    this.#notifySettled();
    return entry?.wasSent === false;
  }

  /** True as soon as the link is connected and everything published is acknowledged; false at the deadline. */
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
   * Ends the connection without sending the will. What was not acknowledged is forgotten here; it is the core's to publish
   * again.
   */
  async stop(deadlineMs = STOP_DEADLINE_MS): Promise<void> {
    this.#unpause();
    for (const id of this.#window.ids()) this.withdraw(id);
    await this.#session.stop(deadlineMs);
  }

  close(): void {
    void this.stop();
  }

  get #isSettled(): boolean {
    return this.#session.ready && this.#window.idle;
  }

  #ready(): void {
    this.#unpause();
    this.#events.connected();
    this.#pump();
    this.#notifySettled();
  }

  #lost(failure: LinkError): void {
    const isSlow = failure.code === 'MQTT_TIMEOUT' && this.#window.inFlight > 0;
    if (isSlow) this.#inFlightNow = 1;
    this.#window.giveBack();
    this.#events.disconnected(failure.message);
  }

  #pump(): void {
    while (this.#session.hasRoom && this.#pause === undefined) {
      const entry = this.#window.take(Math.min(this.#inFlightNow, this.#session.inFlightMax));
      if (entry === undefined) return;
      this.#send(entry);
    }
  }

  #send(entry: WindowEntry): void {
    const { message, offeredAtMs, sentAs } = entry;
    const { tenant, device } = this.#options;
    const waitedS = (performance.now() - offeredAtMs) / 1000;
    const { id, channel, payload, expiryS } = message;
    const sent = this.#session.publish(
      {
        topic: deviceTopic(tenant, device, channel),
        payload,
        ...(expiryS === undefined ? {} : { expiryS: expiryS - waitedS }),
      },
      sentAs,
      (outcome) => {
        // Whoever asked may have gone, and asks again; a record without a reader would be lost.
        if (outcome === 'nobody' && channel !== 'smp/rsp') this.#keep(entry);
        else this.#acknowledged(id);
      },
    );
    if (sent === undefined) return;
    entry.sentAs = sent;
    entry.wasSent = true;
  }

  #acknowledged(id: number): void {
    this.#unread = 0;
    this.#inFlightNow = Math.min(this.#inFlightNow + 1, this.#options.inFlightMax ?? 16);
    if (this.#window.acknowledge(id)) this.#events.published(id);
    this.#pump();
    this.#notifySettled();
  }

  /** The broker has no reader for it yet, not even an absent one: it stays here, and is offered again after a wait. */
  #keep(entry: WindowEntry): void {
    entry.sentAs = undefined;
    this.#window.giveBack([entry.message.id]);
    if (this.#pause !== undefined) return;
    this.#unread += 1;
    const { tenant, device, seed = 0, backOff = NOBODY_BACK_OFF } = this.#options;
    const waitMs = backOffMs(this.#unread, `${seed}/${tenant}/${device}`, backOff);
    this.#pause = setTimeout(() => {
      this.#unpause();
      this.#pump();
    }, waitMs);
  }

  #unpause(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
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
