import type { SecureContext } from 'node:tls';

import { LinkError, UsageError } from '@feierabend/protocol';

import { BrokerPlan } from './broker-plan.ts';
import type { BackOff } from './mqtt-back-off.ts';
import { MqttConnection } from './mqtt-connection.ts';
import type { OutgoingMessage, PublishOutcome } from './mqtt-connection.ts';
import { explainMqttFailure, isLastingFailure } from './mqtt-failure.ts';
import { PacketIds } from './mqtt-packet-ids.ts';
import { loadTlsContext, parseBrokerUrl } from './mqtt-tls.ts';
import type { BrokerAddress, TlsIdentity } from './mqtt-tls.ts';
import { mqttVersions } from './mqtt-version.ts';
import type { MqttVersion } from './mqtt-version.ts';
import type { SentAs } from './mqtt-window.ts';
import { soundWire, type MqttWire } from './mqtt-wire.ts';
import { ReadyWaiters } from './ready-waiters.ts';

/** One broker this client may connect to: where, whom to trust there, and who to be there. */
interface BrokerOptions extends TlsIdentity {
  /** `mqtts://host:port` */
  readonly url: string;
}

export interface MqttSessionOptions {
  /** In the order of preference; at least one. */
  readonly brokers: readonly BrokerOptions[];
  /** In the order of preference; MQTT 5, then 3.1.1, when not given. */
  readonly versions?: readonly MqttVersion[];
  readonly clientId: string;
  /** Filters that must be granted before the session counts as ready. */
  readonly subscriptions: readonly string[];
  /** Published by the broker when the connection breaks; never retained. */
  readonly will?: { readonly topic: string; readonly payload: Uint8Array };
  /** Deadline of one connection attempt. */
  readonly connectTimeoutMs: number;
  /** How long the broker may acknowledge nothing while something is under way; 60 s when not given. */
  readonly ackTimeoutMs?: number;
  readonly keepaliveS?: number;
  /** How long the broker keeps what waits for this client while it is away; 30 days when not given, MQTT 5 only. */
  readonly sessionExpiryS?: number;
  readonly backOff?: BackOff;
  /** After so long at another broker the first one is tried again; 15 minutes when not given. */
  readonly returnAfterMs?: number;
  /** Spreads the waits of a simulated fleet. */
  readonly seed?: number;
  /** {@link soundWire} when not given. */
  readonly wire?: MqttWire;
}

export interface MqttSessionEvents {
  /** Connected, and every subscription granted. */
  ready(): void;
  /** A connection ended, or an attempt failed for another reason than the one before at this broker. */
  lost(failure: LinkError): void;
  message(topic: string, payload: Uint8Array): void;
  /** There is room for more on the wire. */
  drained?(): void;
}

export const SESSION_DEFAULTS = {
  versions: mqttVersions,
  ackTimeoutMs: 60_000,
  keepaliveS: 60,
  sessionExpiryS: 30 * 86_400,
  backOff: { firstMs: 500, lastMs: 60_000 },
  returnAfterMs: 15 * 60_000,
  seed: 0,
  wire: soundWire,
} as const;

/** The largest frame of a device, with topic and properties. */
const PACKET_BYTES_MIN = 8192;

interface Broker {
  readonly address: BrokerAddress;
  readonly context: SecureContext;
  readonly packetIds: PacketIds;
  /** Why it was not reached last time. */
  failure: LinkError | undefined;
}

/**
 * One client identity at one of several brokers: MQTT 5 or 3.1.1 over TLS, persistent session, QoS 1 only, connecting again
 * with back-off until it is stopped.
 *
 * **Invariant:** nothing is ever retained; no byte of MQTT is sent to a broker whose certificate was not verified; and nothing
 * is sent again unless whoever published it asks for that.
 */
export class MqttSession {
  readonly #options: Required<Omit<MqttSessionOptions, 'will'>> & Pick<MqttSessionOptions, 'will'>;
  readonly #events: MqttSessionEvents;
  readonly #brokers: readonly Broker[];
  readonly #waiters = new ReadyWaiters();
  #plan: BrokerPlan;
  #connection: MqttConnection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStarted = false;
  /** Something was acknowledged on this connection. */
  #isProven = false;
  #unacknowledged = 0;
  #readySinceMs: number | undefined;
  #leaving: Promise<void> = Promise.resolve();
  #failure: LinkError | undefined;

  /** @throws UsageError `MQTT_BROKERS`, `MQTT_URL`, `MQTT_CREDENTIALS` */
  constructor(options: MqttSessionOptions, events: MqttSessionEvents) {
    this.#options = { ...SESSION_DEFAULTS, ...options };
    this.#events = events;
    if (options.brokers.length === 0 || this.#options.versions.length === 0) throw noBrokers();
    this.#brokers = options.brokers.map((broker) => ({
      address: parseBrokerUrl(broker.url),
      context: loadTlsContext(broker),
      packetIds: new PacketIds(),
      failure: undefined,
    }));
    this.#plan = this.#newPlan();
  }

  get ready(): boolean {
    return this.#connection?.ready ?? false;
  }

  /** Whether a message would be written at once. */
  get hasRoom(): boolean {
    return this.#connection?.hasRoom ?? false;
  }

  /** How many messages the broker wants to have unacknowledged at most. */
  get inFlightMax(): number {
    return this.#connection?.inFlightMax ?? 0;
  }

  /** Index of the broker that is connected, or tried now. */
  get broker(): number {
    return this.#plan.broker;
  }

  /** The protocol version that is spoken, or tried now. */
  get version(): MqttVersion {
    return this.#options.versions[this.#plan.version] ?? '3.1.1';
  }

  /** Why the last connection ended or the last attempt failed; undefined while connected. */
  get failure(): LinkError | undefined {
    return this.#failure;
  }

  /** Set when every broker fails in a way that no waiting heals: somebody has to change a file. */
  get hopeless(): LinkError | undefined {
    const isHopeless = this.#brokers.every(
      ({ failure }) => failure !== undefined && isLastingFailure(failure.code),
    );
    return isHopeless ? this.#brokers[0]?.failure : undefined;
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#failure = undefined;
    for (const broker of this.#brokers) broker.failure = undefined;
    this.#plan = this.#newPlan();
    this.#attempt();
  }

  /**
   * Resolves when the session is ready. Rejects at once when trying again cannot help (brokers of another CA, a refused
   * identity), otherwise with the last failure when every broker had its deadline. The session itself goes on trying until it
   * is stopped.
   */
  whenReady(): Promise<void> {
    if (this.ready) return Promise.resolve();
    const { hopeless } = this;
    if (hopeless !== undefined) return Promise.reject(hopeless);
    const { address } = this.#current;
    return this.#waiters.wait(
      this.#options.connectTimeoutMs * this.#brokers.length,
      () => this.#failure ?? explainMqttFailure(new Error('connack timeout'), address),
    );
  }

  /**
   * Writes one message to the connection, and returns how it went out. `done` is not called when the connection ends first:
   * {@link MqttSessionEvents.lost} says so for all of them.
   *
   * `before` is how it went out the last time. If the same broker still knows the session it is sent as a repetition of that
   * packet, otherwise as a new one.
   */
  publish(
    message: Omit<OutgoingMessage, 'repeats'>,
    before: SentAs | undefined,
    done: (outcome: PublishOutcome) => void,
  ): SentAs | undefined {
    const connection = this.#connection;
    if (connection?.ready !== true) return undefined;
    const { broker } = this;
    if (before !== undefined && before.broker !== broker) this.forget(before);
    const isRepeated = before?.broker === broker && connection.sessionPresent;
    this.#unacknowledged += 1;
    const packetId = connection.publish(
      { ...message, ...(isRepeated ? { repeats: before.packetId } : {}) },
      (outcome) => {
        this.#unacknowledged -= 1;
        this.#isProven = true;
        this.forget({ broker, packetId });
        done(outcome);
      },
    );
    if (before?.broker === broker && before.packetId !== packetId) this.forget(before);
    this.#brokers[broker]?.packetIds.keep(packetId);
    return { broker, packetId };
  }

  /** The message will not be sent again: its packet identifier is free. */
  forget(sent: SentAs): void {
    this.#brokers[sent.broker]?.packetIds.release(sent.packetId);
  }

  /** Says goodbye (so that the will is not sent) and returns when the socket is closed, at the latest at the deadline. */
  async stop(deadlineMs: number): Promise<void> {
    if (!this.#isStarted) return;
    this.#isStarted = false;
    const connection = this.#connection;
    this.#forgetConnection();
    this.#waiters.reject(stoppedError(this.#current.address));
    await Promise.all([this.#leaving, connection?.stop(deadlineMs)]);
  }

  get #current(): Broker {
    return this.#brokers[this.#plan.broker] as Broker;
  }

  #newPlan(): BrokerPlan {
    const { brokers, versions, backOff, seed, clientId } = this.#options;
    return new BrokerPlan({
      brokers: brokers.length,
      versions: versions.length,
      backOff,
      salt: `${seed}/${clientId}`,
    });
  }

  #attempt(): void {
    const { address, context, packetIds } = this.#current;
    this.#isProven = false;
    this.#unacknowledged = 0;
    const connection: MqttConnection = new MqttConnection(
      {
        ...this.#options,
        address,
        context,
        packetIds,
        version: this.version,
        packetBytesMin: PACKET_BYTES_MIN,
      },
      {
        ready: () => this.#becomeReady(),
        message: (topic, payload) => this.#events.message(topic, payload),
        drained: () => this.#events.drained?.(),
        ended: (failure, isVersion) => {
          if (this.#connection === connection) this.#ended(failure, isVersion);
        },
      },
    );
    this.#connection = connection;
  }

  #becomeReady(): void {
    this.#failure = undefined;
    this.#readySinceMs = performance.now();
    for (const broker of this.#brokers) broker.failure = undefined;
    this.#waiters.resolve();
    if (this.broker > 0) this.#returnLater();
    this.#events.ready();
  }

  #ended(failure: LinkError, isVersion: boolean): void {
    const readySinceMs = this.#readySinceMs;
    this.#forgetConnection();
    if (isVersion && this.#plan.versionRefused()) {
      this.#attempt();
      return;
    }
    const isNews = readySinceMs !== undefined || failure.code !== this.#current.failure?.code;
    this.#current.failure = failure;
    this.#failure = failure;
    // What stayed for long was of use, even if nothing was sent.
    const stayedMs = performance.now() - (readySinceMs ?? performance.now());
    const wasOfUse = this.#isProven || stayedMs > this.#options.backOff.lastMs;
    this.#later(wasOfUse ? this.#plan.lost() : this.#plan.failed(), () => this.#attempt());
    const { hopeless } = this;
    if (hopeless !== undefined) this.#waiters.reject(hopeless);
    if (isNews) this.#events.lost(failure);
  }

  /** A controller's requests wait at the broker of first choice: it is tried again, once nothing is under way. */
  #returnLater(): void {
    this.#later(this.#options.returnAfterMs, () => {
      if (this.#unacknowledged > 0) {
        this.#returnLater();
        return;
      }
      const connection = this.#connection;
      this.#forgetConnection();
      this.#plan.restart();
      this.#leaving = connection?.stop(this.#options.connectTimeoutMs) ?? Promise.resolve();
      void this.#leaving.then(() => {
        if (this.#isStarted && this.#connection === undefined) this.#attempt();
      });
    });
  }

  #forgetConnection(): void {
    clearTimeout(this.#timer);
    this.#connection = undefined;
    this.#readySinceMs = undefined;
  }

  #later(delayMs: number, work: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(work, delayMs);
  }
}

export function noBrokers(): UsageError {
  return new UsageError({
    code: 'MQTT_BROKERS',
    expected: 'at least one broker and one MQTT version',
    came: 'there was none',
    next: 'name one, or leave the network out',
  });
}

function stoppedError(address: BrokerAddress): LinkError {
  return new LinkError({
    code: 'MQTT_STOPPED',
    expected: `a connection to ${address.host}:${address.port}`,
    came: 'it was stopped before it was ready',
    next: 'start it again',
  });
}
