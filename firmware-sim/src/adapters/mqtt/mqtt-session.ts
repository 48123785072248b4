import type { SecureContext } from 'node:tls';

import { LinkError } from '@feierabend/protocol';
import { MqttClient } from 'mqtt';
import type { IClientOptions } from 'mqtt';

import { backOffMs } from './mqtt-back-off.ts';
import type { BackOff } from './mqtt-back-off.ts';
import { explainMqttFailure, isLastingFailure } from './mqtt-failure.ts';
import { loadTlsContext, openTlsStream, parseBrokerUrl } from './mqtt-tls.ts';
import type { BrokerAddress, TlsIdentity } from './mqtt-tls.ts';

export interface MqttSessionOptions extends TlsIdentity {
  /** `mqtts://host:port` */
  readonly url: string;
  readonly clientId: string;
  /** Filters that must be granted before the session counts as ready. */
  readonly subscriptions: readonly string[];
  /** Published by the broker when the connection breaks; never retained. */
  readonly will?: { readonly topic: string; readonly payload: Uint8Array };
  /** Deadline of one connection attempt, and of {@link MqttSession.whenReady}. */
  readonly connectTimeoutMs: number;
  readonly keepaliveS?: number;
  readonly backOff?: BackOff;
}

export interface MqttSessionEvents {
  /** Connected, and every subscription granted. */
  ready(): void;
  /** A connection ended, or an attempt failed for another reason than the one before. */
  lost(failure: LinkError): void;
  message(topic: string, payload: Uint8Array): void;
}

const DEFAULT_BACK_OFF: BackOff = { firstMs: 500, lastMs: 60_000 };
const DEFAULT_KEEPALIVE_S = 60;

interface Waiter {
  resolve(): void;
  reject(failure: LinkError): void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One client identity at one broker: MQTT 3.1.1 over TLS, persistent session, QoS 1 only,
 * reconnecting with back-off until it is stopped.
 *
 * **Invariant:** nothing is ever retained, and no byte of MQTT is sent to a broker whose
 * certificate was not verified.
 */
export class MqttSession {
  readonly address: BrokerAddress;
  readonly #options: MqttSessionOptions;
  readonly #events: MqttSessionEvents;
  readonly #context: SecureContext;
  readonly #waiters = new Set<Waiter>();
  #client: MqttClient | undefined;
  #ready = false;
  #attempt = 0;
  #failure: LinkError | undefined;
  /** What went wrong in this attempt; a connection that just ends leaves it unset. */
  #attemptFailure: LinkError | undefined;
  #reportedCode: string | undefined;

  /** @throws UsageError `MQTT_URL`, `MQTT_CREDENTIALS` */
  constructor(options: MqttSessionOptions, events: MqttSessionEvents) {
    this.address = parseBrokerUrl(options.url);
    this.#context = loadTlsContext(options);
    this.#options = options;
    this.#events = events;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Why the last connection ended or the last attempt failed; undefined while connected. */
  get failure(): LinkError | undefined {
    return this.#failure;
  }

  start(): void {
    if (this.#client !== undefined) return;
    this.#failure = undefined;
    this.#attemptFailure = undefined;
    this.#reportedCode = undefined;
    this.#attempt = 0;
    const client = new MqttClient(
      () => openTlsStream(this.address, this.#context),
      this.#clientOptions(),
    );
    this.#client = client;
    this.#listen(client);
    client.connect();
  }

  /**
   * Resolves when the session is ready. Rejects at once when trying again cannot help (a broker of
   * another CA, a refused identity), otherwise at the deadline with the last failure. The session
   * itself goes on trying until it is stopped.
   */
  whenReady(): Promise<void> {
    if (this.#ready) return Promise.resolve();
    if (this.#failure !== undefined && isLastingFailure(this.#failure.code)) {
      return Promise.reject(this.#failure);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(this.#failure ?? this.#explain(new Error('connack timeout')));
      }, this.#options.connectTimeoutMs);
      const waiter: Waiter = { resolve, reject, timer };
      this.#waiters.add(waiter);
    });
  }

  /**
   * Hands one message to the client; `done` is called with true on PUBACK, false when it was not
   * sent.
   */
  publish(topic: string, payload: Uint8Array, done: (acknowledged: boolean) => void): void {
    const client = this.#client;
    if (client === undefined) {
      done(false);
      return;
    }
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    client.publish(topic, bytes, { qos: 1, retain: false }, (error) => {
      // An answer that arrives after a stop belongs to a session that no longer exists.
      if (this.#client === client) done(error === undefined || error === null);
    });
  }

  /**
   * Says goodbye (so that the will is not sent) and returns when the socket is closed, at the
   * latest at the deadline.
   */
  async stop(deadlineMs: number): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    this.#client = undefined;
    this.#ready = false;
    this.#rejectWaiters(stoppedError(this.address));
    await endClient(client, deadlineMs);
  }

  #clientOptions(): IClientOptions {
    const options = this.#options;
    const { will } = options;
    return {
      manualConnect: true,
      protocolVersion: 4,
      clientId: options.clientId,
      clean: false,
      keepalive: options.keepaliveS ?? DEFAULT_KEEPALIVE_S,
      connectTimeout: options.connectTimeoutMs,
      reconnectPeriod: this.#nextDelayMs(),
      reconnectOnConnackError: true,
      // Subscriptions are made explicitly on each connection, so that a refusal is seen.
      resubscribe: false,
      queueQoSZero: false,
      ...(will === undefined
        ? {}
        : {
            will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: false },
          }),
    };
  }

  #listen(client: MqttClient): void {
    const current = (): boolean => this.#client === client;
    client.on('connect', () => {
      if (current()) this.#subscribe(client);
    });
    client.on('message', (topic, payload) => {
      if (current()) this.#events.message(topic, new Uint8Array(payload));
    });
    client.on('error', (error) => {
      if (current()) this.#failed(this.#explain(error));
    });
    client.on('close', () => {
      if (current()) this.#closed();
    });
    client.on('reconnect', () => {
      this.#attempt += 1;
      this.#attemptFailure = undefined;
      client.options.reconnectPeriod = this.#nextDelayMs();
    });
  }

  #subscribe(client: MqttClient): void {
    const { subscriptions } = this.#options;
    if (subscriptions.length === 0) {
      this.#becomeReady(client);
      return;
    }
    client.subscribe([...subscriptions], { qos: 1 }, (error) => {
      if (this.#client !== client || !client.connected) return;
      // A connection that ends in the meantime is reported by 'close'; here the broker has
      // answered.
      if (error === null || error === undefined) this.#becomeReady(client);
      else {
        this.#failed(this.#explain(new Error('subscription refused', { cause: error })));
        client.stream.destroy();
      }
    });
  }

  #becomeReady(client: MqttClient): void {
    this.#ready = true;
    this.#failure = undefined;
    this.#attemptFailure = undefined;
    this.#reportedCode = undefined;
    this.#attempt = 0;
    client.options.reconnectPeriod = this.#nextDelayMs();
    for (const waiter of this.#waiters) {
      clearTimeout(waiter.timer);
      waiter.resolve();
    }
    this.#waiters.clear();
    this.#events.ready();
  }

  #failed(failure: LinkError): void {
    this.#failure = failure;
    this.#attemptFailure = failure;
    if (isLastingFailure(failure.code)) this.#rejectWaiters(failure);
  }

  #closed(): void {
    const wasReady = this.#ready;
    this.#ready = false;
    const failure = this.#attemptFailure ?? this.#explain(undefined);
    this.#failure = failure;
    if (!wasReady && failure.code === this.#reportedCode) return;
    this.#reportedCode = failure.code;
    this.#events.lost(failure);
  }

  #rejectWaiters(failure: LinkError): void {
    for (const waiter of this.#waiters) {
      clearTimeout(waiter.timer);
      waiter.reject(failure);
    }
    this.#waiters.clear();
  }

  #nextDelayMs(): number {
    const { backOff = DEFAULT_BACK_OFF, clientId } = this.#options;
    return backOffMs(this.#attempt + 1, clientId, backOff);
  }

  #explain(error: unknown): LinkError {
    return explainMqttFailure(error, this.address);
  }
}

function stoppedError(address: BrokerAddress): LinkError {
  return new LinkError({
    code: 'MQTT_STOPPED',
    expected: `a connection to ${address.host}:${address.port}`,
    came: 'it was stopped before it was ready',
    next: 'start it again',
  });
}

function endClient(client: MqttClient, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      client.stream.destroy();
      resolve();
    }, deadlineMs);
    client.end(!client.connected, {}, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
