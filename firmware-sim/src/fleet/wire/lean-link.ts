import type { LinkError } from '@feierabend/protocol';

import { explainMqttFailure } from '../../adapters/mqtt/mqtt-failure.ts';
import { noBrokers } from '../../adapters/mqtt/mqtt-session.ts';
import { deviceTopic } from '../../adapters/mqtt/mqtt-topics.ts';
import type { MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';
import type { Link, LinkCredentials, LinkEvents, LinkMessage } from '../../core/ports.ts';
import { BrokerChoice } from './broker-choice.ts';
import { topicAliases, type ConnectionOwner } from './connection-owner.ts';
import type { PublishOutcome, Refused } from './connection-owner.ts';
import type { Dialling } from './dialer.ts';
import type { FleetBroker, KeptSession } from './fleet-broker.ts';
import type { FleetWire, WireDevice } from './fleet-wire.ts';
import { LeanConnection } from './lean-connection.ts';
import { provisionedIdentity, type LeanIdentity } from './lean-identity.ts';
import { SendPace } from './send-pace.ts';
import { SendWindow, type SendSlot } from './send-window.ts';
import { explainCredentials, explainWireProblem } from './wire-failure.ts';

const stopDeadlineMs = 5000;

/**
 * The network of one device of a fleet: what `MqttLink` is for a single one, at a fraction of its memory and time, because
 * everything that can be shared is in {@link FleetWire}.
 *
 * **Invariant:** after a connection was lost, nothing is written to the next one before the core was told that it is connected
 * and could take back what may no longer be sent.
 */
export class LeanLink implements Link, ConnectionOwner, Dialling, WireDevice {
  readonly #wire: FleetWire;
  readonly #events: LinkEvents;
  readonly #window = new SendWindow();
  readonly #pace: SendPace;
  #who: LeanIdentity | undefined;
  #choice: BrokerChoice;
  /** Needed for every report. */
  #reportTopic = '';
  /** Number of its timer; -1 while it is stopped. */
  #index = -1;
  #connection: LeanConnection | undefined;
  /** Which source address the socket has; -1 for none. */
  #source = -1;
  #isDialling = false;
  #failure: LinkError | undefined;
  #requestsDropped = 0;
  #kept: KeptSession | undefined;
  /** When to try again, and to go back to the first broker; 0 for never. */
  #retryMs = 0;
  #returnMs = 0;

  /**
   * With `who` undefined, {@link connect} has to be given credentials.
   *
   * @throws UsageError `MQTT_URL`, `MQTT_BROKERS`
   */
  constructor(wire: FleetWire, who: LeanIdentity | undefined, events: LinkEvents) {
    this.#wire = wire;
    this.#events = events;
    this.#pace = new SendPace(wire.shared.options.inFlightMax);
    this.#who = who;
    this.#choice = new BrokerChoice(wire.brokers(who?.brokers ?? []));
  }

  /** Connected, and the subscription granted. */
  get isReady(): boolean {
    return this.#connection?.isReady ?? false;
  }

  /** True when nothing waits for an acknowledgement. */
  get idle(): boolean {
    return this.#window.idle;
  }

  /** Why there is no connection; undefined while there is one. */
  get failure(): LinkError | undefined {
    return this.#failure;
  }

  /** See {@link BrokerChoice.hopeless}. */
  get hopeless(): LinkError | undefined {
    return this.#choice.hopeless;
  }

  /** Index of the broker in use, or tried now. */
  get broker(): number {
    return this.#choice.index;
  }

  get version(): MqttVersion {
    return this.#connection?.version ?? this.#choice.broker.version;
  }

  /** Requests that were too long or on a topic nobody asked for. */
  get requestsDropped(): number {
    return this.#requestsDropped;
  }

  /** @throws UsageError `MQTT_URL`, `MQTT_BROKERS`, `MQTT_CREDENTIALS` */
  connect(credentials?: LinkCredentials): void {
    if (this.#index >= 0) return;
    if (credentials !== undefined) this.#who = provisionedIdentity(credentials);
    this.#reportTopic = '';
    const brokers = this.#wire.brokers(this.#who?.brokers ?? []);
    if (brokers.length === 0) throw noBrokers();
    this.#choice = new BrokerChoice(brokers);
    this.#index = this.#wire.attach(this);
    this.#failure = undefined;
    this.#attempt();
  }

  publish(message: LinkMessage): boolean {
    if (this.#who === undefined) return false;
    const { clock, options } = this.#wire.shared;
    const isTaken = this.#window.offer(message, clock.uptimeMs(), options.queuedMax);
    if (isTaken) this.pump();
    return isTaken;
  }

  withdraw(id: number): boolean {
    return this.#window.withdraw(id);
  }

  close(): void {
    void this.stop();
  }

  /**
   * Ends the connection without sending the will. What was not acknowledged is forgotten here; it is the core's to publish
   * again.
   */
  async stop(deadlineMs = stopDeadlineMs): Promise<void> {
    if (this.#isStopped()) return;
    await this.#leave(deadlineMs);
  }

  /** As {@link stop}, but without a goodbye: what a power cut or a dead zone does. */
  cut(): void {
    if (this.#isStopped()) return;
    const connection = this.#forget();
    connection?.drop();
    if (connection !== undefined) this.#released(connection.broker);
  }

  /** See {@link Dialling}. */
  get wantsBroker(): FleetBroker | undefined {
    return this.#index >= 0 && this.#connection === undefined ? this.#choice.broker : undefined;
  }

  dial(ip: string): void {
    const { broker } = this.#choice;
    this.#isDialling = true;
    this.#source = broker.sources.take();
    if (this.#source === -1) {
      this.#lost(explainWireProblem('no port', broker.address), undefined);
      return;
    }
    const connection = new LeanConnection(this.#wire.shared, this, broker);
    this.#connection = connection;
    try {
      connection.open({
        ip,
        localAddress: broker.sources.address(this.#source),
        identity: broker.isPlain ? undefined : this.#who?.tls(),
        session: broker.sessionOf(this.#kept),
      });
    } catch (error) {
      connection.fail(explainCredentials(error));
    }
  }

  notFound(error: unknown): void {
    this.#lost(explainMqttFailure(error, this.#choice.broker.address), undefined);
  }

  /** See {@link WireDevice}. */
  due(nowMs: number): void {
    if (this.#retryMs > 0 && nowMs >= this.#retryMs) this.#attempt();
    if (this.#pace.pausedUntilMs > 0 && nowMs >= this.#pace.pausedUntilMs) {
      this.#pace.pausedUntilMs = 0;
      this.pump();
    }
    if (this.#returnMs > 0 && nowMs >= this.#returnMs) this.#return(nowMs);
    if (this.#retryMs > 0) this.wake(this.#retryMs);
    if (this.#pace.pausedUntilMs > 0) this.wake(this.#pace.pausedUntilMs);
    if (this.#returnMs > 0) this.wake(this.#returnMs);
    const connection = this.#connection;
    if (connection === undefined) return;
    const nextMs = connection.due(nowMs);
    if (this.#connection === connection) this.wake(nextMs);
  }

  /** See {@link ConnectionOwner}. */
  get clientId(): string {
    return `${this.#who?.tenant}/${this.#who?.device}`;
  }

  topic(channel: LinkMessage['channel'] | 'smp/req'): string {
    if (channel === 'report' && this.#reportTopic !== '') return this.#reportTopic;
    const topic = deviceTopic(this.#who?.tenant ?? '', this.#who?.device ?? '', channel);
    if (channel === 'report') this.#reportTopic = topic;
    return topic;
  }

  wake(atMs: number): void {
    if (this.#index >= 0) this.#wire.wake(this.#index, atMs);
  }

  nextPacketId(): number {
    return this.#window.nextPacketId();
  }

  resumable(session: Buffer): void {
    const broker = this.#connection?.broker;
    if (broker === undefined) return;
    this.#kept = { broker, session, sinceMs: this.#wire.shared.clock.uptimeMs() };
  }

  connected(): void {
    const { clock, options } = this.#wire.shared;
    this.#dialled();
    this.#wire.count(1);
    if (this.#connection?.resumes === true) this.#wire.onResumed();
    this.#failure = undefined;
    this.#choice.reached();
    this.#pace.pausedUntilMs = 0;
    if (this.broker > 0) {
      this.#returnMs = clock.uptimeMs() + options.returnAfterMs;
      this.wake(this.#returnMs);
    }
    this.#events.connected();
    this.pump();
  }

  received(topic: string, payload: Uint8Array): void {
    if (
      topic !== this.topic('smp/req') ||
      payload.length > this.#wire.shared.options.requestBytesMax
    ) {
      this.#requestsDropped += 1;
      return;
    }
    this.#events.received('smp/req', payload);
  }

  acknowledged(packetId: number, outcome: PublishOutcome): boolean {
    const slot = this.#window.underWayAs(packetId);
    if (slot === undefined) return false;
    const { message } = slot;
    // Whoever asked may have gone, and asks again; a record without a reader would be lost.
    if (outcome === 'nobody' && message !== undefined && message.channel !== 'smp/rsp') {
      this.#keep(slot);
      return true;
    }
    this.#window.remove(slot);
    this.#pace.acknowledged();
    if (message !== undefined) this.#events.published(message.id);
    return true;
  }

  ended(failure: LinkError, refused?: Refused): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const { broker, version } = connection;
    const { code } = (failure.cause ?? {}) as { readonly code?: unknown };
    if (this.#source > 0 && code === 'EADDRINUSE') broker.sources.usedUp(this.#source);
    if (code === 'EADDRNOTAVAIL') broker.sources.usedUp(this.#source);
    if (refused === 'session') broker.forgot(this.#wire.shared.clock.uptimeMs());
    if (refused === 'session' || (refused === 'version' && broker.refused(version))) {
      this.#connection = undefined;
      this.#released(broker);
      this.#attempt();
      return;
    }
    this.#lost(failure, connection);
  }

  #attempt(): void {
    this.#retryMs = 0;
    this.#wire.dialer.ask(this);
  }

  /** The turn of this device in the queue of those that connect is over. */
  #dialled(): void {
    if (!this.#isDialling) return;
    this.#isDialling = false;
    this.#wire.dialer.done();
  }

  /** Its socket is closed. */
  #released(broker: FleetBroker): void {
    if (this.#source >= 0) broker.sources.release(this.#source);
    this.#source = -1;
    this.#dialled();
  }

  #lost(failure: LinkError, connection: LeanConnection | undefined): void {
    const { clock, options } = this.#wire.shared;
    const { backOff, seed } = options;
    const nowMs = clock.uptimeMs();
    const readyMs = connection?.readyMs ?? 0;
    const wasReady = readyMs > 0;
    if (wasReady) this.#wire.count(-1);
    this.#connection = undefined;
    [this.#pace.pausedUntilMs, this.#returnMs] = [0, 0];
    if (failure.code === 'MQTT_TIMEOUT' && this.#window.underWay > 0) this.#pace.tooSlow();
    this.#window.giveAllBack();
    // A session may be the very reason why a broker hangs up, but not why there is none.
    if (!wasReady && failure.code !== 'MQTT_UNREACHABLE') this.#kept = undefined;
    this.#failure = failure;
    const isNews = this.#choice.note(failure) || wasReady;
    // What stayed for long was of use, even if nothing was sent.
    const wasOfUse =
      connection?.isProven === true || (wasReady && nowMs - readyMs > backOff.lastMs);
    this.#retryMs = nowMs + this.#choice.waitMs(wasOfUse, backOff, `${seed}/${this.clientId}`);
    this.wake(this.#retryMs);
    this.#released(connection?.broker ?? this.#choice.broker);
    if (isNews) this.#events.disconnected(failure.message);
  }

  /** A controller's requests wait at the broker of first choice: it is tried again, once nothing is under way. */
  #return(nowMs: number): void {
    const { returnAfterMs, connectTimeoutMs } = this.#wire.shared.options;
    if (this.#window.underWay > 0) {
      this.#returnMs = nowMs + returnAfterMs;
      return;
    }
    this.#choice.restart();
    void this.#leave(connectTimeoutMs).then(() => {
      if (this.#index >= 0 && this.#connection === undefined) this.#attempt();
    });
  }

  /** Forgets all messages and its timer. True when it was stopped before. */
  #isStopped(): boolean {
    this.#window.clear();
    if (this.#index < 0) return true;
    this.#wire.detach(this.#index);
    this.#index = -1;
    return false;
  }

  async #leave(deadlineMs: number): Promise<void> {
    const connection = this.#forget();
    if (connection === undefined) return;
    const left = connection.leave(deadlineMs);
    this.#released(connection.broker);
    await left;
  }

  #forget(): LeanConnection | undefined {
    const connection = this.#connection;
    [this.#retryMs, this.#pace.pausedUntilMs, this.#returnMs] = [0, 0, 0];
    this.#connection = undefined;
    if (connection?.isReady === true) this.#wire.count(-1);
    return connection;
  }

  pump(): void {
    const connection = this.#connection;
    if (connection === undefined || this.#pace.pausedUntilMs > 0) return;
    const inFlightMax = Math.min(this.#pace.inFlightMax, connection.inFlightMax);
    while (connection.hasRoom) {
      const slot = this.#window.take(inFlightMax);
      if (slot === undefined) break;
      this.#send(connection, slot);
    }
    connection.flush();
  }

  #send(connection: LeanConnection, slot: SendSlot): void {
    const { message } = slot;
    if (message === undefined) return;
    const { channel, payload, expiryS } = message;
    const { broker } = this;
    const isRepeated = slot.packetId > 0 && slot.broker === broker && connection.sessionPresent;
    if (!isRepeated) slot.packetId = this.#window.nextPacketId();
    slot.broker = broker;
    slot.wasWritten = true;
    const { publish: fields, clock } = this.#wire.shared;
    fields.topic = this.topic(channel);
    fields.topicAlias = topicAliases[channel];
    fields.payload = payload;
    fields.packetId = slot.packetId;
    fields.isRepeated = isRepeated;
    fields.expiryS = 0;
    if (expiryS !== undefined) {
      const waitedS = (clock.uptimeMs() - slot.offeredAtMs) / 1000;
      fields.expiryS = Math.max(1, Math.floor(expiryS - waitedS));
    }
    connection.publish();
  }

  /** The broker has no reader for it yet, not even an absent one: it stays here, and is offered again after a wait. */
  #keep(slot: SendSlot): void {
    this.#window.giveBack(slot);
    const { clock, options } = this.#wire.shared;
    this.#pace.unread(clock.uptimeMs(), `${options.seed}/${this.clientId}`);
    this.wake(this.#pace.pausedUntilMs);
  }
}
