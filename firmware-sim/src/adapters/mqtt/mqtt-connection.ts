import type { SecureContext, TLSSocket } from 'node:tls';

import type { LinkError } from '@feierabend/protocol';
import { MqttClient } from 'mqtt';
import type { IClientOptions, IConnackPacket, Packet } from 'mqtt';

import { PacketMeter } from '../../broker/packet-meter.ts';
import { explainMqttFailure } from './mqtt-failure.ts';
import type { PacketIds } from './mqtt-packet-ids.ts';
import type { BrokerAddress } from './mqtt-tls.ts';
import { protocolLevel } from './mqtt-version.ts';
import type { MqttVersion } from './mqtt-version.ts';
import type { MqttWire } from './mqtt-wire.ts';

export interface MqttConnectionOptions {
  readonly address: BrokerAddress;
  readonly context: SecureContext;
  readonly version: MqttVersion;
  readonly clientId: string;
  readonly subscriptions: readonly string[];
  readonly will?: { readonly topic: string; readonly payload: Uint8Array };
  readonly keepaliveS: number;
  readonly sessionExpiryS: number;
  /** From the first TCP packet to the last granted subscription. */
  readonly connectTimeoutMs: number;
  /** How long the broker may acknowledge nothing while something is under way. */
  readonly ackTimeoutMs: number;
  /** The broker must take packets of this size. */
  readonly packetBytesMin: number;
  readonly packetIds: PacketIds;
  readonly wire: MqttWire;
}

export interface MqttConnectionEvents {
  /** Connected, and every subscription granted. */
  ready(): void;
  message(topic: string, payload: Uint8Array): void;
  /** What was written has gone on its way: there is room for more. */
  drained(): void;
  /** Called once, and nothing after it. `isVersion` when the broker does not speak the protocol version. */
  ended(failure: LinkError, isVersion: boolean): void;
}

/** `nobody`: the broker took the message and had no reader to keep it for (MQTT 5 only). */
export type PublishOutcome = 'acknowledged' | 'nobody';

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Seconds after which the broker deletes it undelivered; MQTT 5 only. */
  readonly expiryS?: number;
  /** Sends it as a repetition of this packet. */
  readonly repeats?: number;
}

const versionRefusals: readonly unknown[] = [1, 132];
const noMatchingSubscribers = 16;
const inFlightMaxOfStandard = 65_535;
/** No request and no report is as long. */
const packetBytesMax = 65_536;

/**
 * One connection to one broker: made once, ended once. Its client never reconnects and never sends anything again by itself:
 * what was not acknowledged is forgotten with it, and whoever published it decides whether it may still go.
 */
export class MqttConnection {
  readonly #options: MqttConnectionOptions;
  readonly #events: MqttConnectionEvents;
  readonly #client: MqttClient;
  readonly #unacknowledged = new Map<number, (outcome: PublishOutcome) => void>();
  readonly #readers = new Map<number, boolean>();
  #connack: IConnackPacket | undefined;
  #failure: LinkError | undefined;
  #isVersion = false;
  #isReady = false;
  #isOver = false;
  #deadline: NodeJS.Timeout;

  constructor(options: MqttConnectionOptions, events: MqttConnectionEvents) {
    this.#options = options;
    this.#events = events;
    const stream = () => this.#metered(options.wire.open(options.address, options.context));
    this.#client = new MqttClient(stream, clientOptions(options));
    this.#listen();
    this.#deadline = this.#startDeadline(options.connectTimeoutMs, 'connack timeout');
    this.#client.connect();
  }

  get ready(): boolean {
    return this.#isReady;
  }

  /** Whether the broker still knew this client. */
  get sessionPresent(): boolean {
    return this.#connack?.sessionPresent ?? false;
  }

  /** How many messages the broker wants to have unacknowledged at most. */
  get inFlightMax(): number {
    return this.#connack?.properties?.receiveMaximum ?? inFlightMaxOfStandard;
  }

  /** False while bytes of earlier messages wait for the network. */
  get hasRoom(): boolean {
    return this.#isReady && !this.#client.stream.writableNeedDrain;
  }

  /** Writes one message, and returns the packet identifier it went out with. */
  publish(message: OutgoingMessage, done: (outcome: PublishOutcome) => void): number {
    const { topic, payload, repeats, expiryS } = message;
    if (repeats !== undefined) this.#options.packetIds.want(repeats);
    const expires =
      this.#options.version === '5' && expiryS !== undefined
        ? { properties: { messageExpiryInterval: Math.max(1, Math.floor(expiryS)) } }
        : {};
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    let packetId = 0;
    const { qos, retain } = this.#options.wire;
    this.#client.publish(
      topic,
      bytes,
      { qos, retain, dup: repeats !== undefined, ...expires },
      (error) => this.#acknowledged(packetId, error ?? undefined),
    );
    packetId = this.#client.getLastMessageId();
    if (this.#unacknowledged.size === 0) this.#awaitAcknowledgement();
    this.#unacknowledged.set(packetId, done);
    return packetId;
  }

  /** Ends the connection for a reason of our own, without a goodbye. */
  abort(failure: LinkError): void {
    this.#failure ??= failure;
    this.#client.stream.destroy();
  }

  /** Says goodbye, so that the will is not sent. No event follows. */
  async stop(deadlineMs: number): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#deadline);
    const client = this.#client;
    await new Promise<void>((resolve) => {
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

  /** The library would collect whatever length is announced, and hear nothing else meanwhile. */
  #metered(socket: TLSSocket): TLSSocket {
    const meter = new PacketMeter(packetBytesMax);
    socket.on('data', (chunk: Buffer) => {
      if (!meter.accept(chunk)) this.abort(this.#explain(new Error('packet too long')));
    });
    return socket;
  }

  #listen(): void {
    const client = this.#client;
    client.on('connect', (connack) => this.#connected(connack));
    client.on('message', (topic, payload) => {
      if (!this.#isOver) this.#events.message(topic, new Uint8Array(payload));
    });
    client.on('packetreceive', (packet) => this.#noteReaders(packet));
    client.on('disconnect', ({ reasonCode }) => {
      this.#failure ??= this.#explain(reasonError('the broker disconnected', reasonCode));
    });
    client.on('error', (error) => {
      this.#isVersion ||= 'code' in error && versionRefusals.includes(error.code);
      this.#failure ??= this.#explain(error);
      // Behind a packet that is none the library would read on in the middle of it.
      client.stream.destroy();
    });
    client.on('close', () => this.#closed());
  }

  #connected(connack: IConnackPacket): void {
    this.#connack = connack;
    const bytesMax = connack.properties?.maximumPacketSize;
    if (bytesMax !== undefined && bytesMax < this.#options.packetBytesMin) {
      this.abort(this.#explain(reasonError('packets too small', 149)));
      return;
    }
    this.#client.stream.on('drain', () => {
      if (this.#isReady && !this.#isOver) this.#events.drained();
    });
    const { subscriptions } = this.#options;
    if (subscriptions.length === 0) {
      this.#becomeReady();
      return;
    }
    this.#client.subscribe([...subscriptions], { qos: 1 }, (error) => {
      if (this.#isOver || !this.#client.connected) return;
      // A connection that ends in the meantime is reported by 'close'; here the broker has answered.
      if (error === null || error === undefined) this.#becomeReady();
      else this.abort(this.#explain(new Error('subscription refused', { cause: error })));
    });
  }

  #becomeReady(): void {
    clearTimeout(this.#deadline);
    this.#isReady = true;
    this.#events.ready();
  }

  #acknowledged(packetId: number, error: Error | undefined): void {
    const done = this.#unacknowledged.get(packetId);
    this.#unacknowledged.delete(packetId);
    if (this.#isOver || done === undefined) return;
    if (error !== undefined) {
      // MQTT 3.1.1 can only end the connection over a message it refuses; MQTT 5 is made to behave the same.
      const code = 'code' in error ? error.code : undefined;
      this.abort(this.#explain(new Error(`PUBLISH_REFUSED ${String(code)}`, { cause: error })));
      return;
    }
    clearTimeout(this.#deadline);
    if (this.#unacknowledged.size > 0) this.#awaitAcknowledgement();
    const hasReaders = this.#readers.get(packetId) ?? true;
    this.#readers.delete(packetId);
    done(hasReaders ? 'acknowledged' : 'nobody');
  }

  /** The client does not hand on this reason, and it decides whether a record may be freed. */
  #noteReaders(packet: Packet): void {
    if (packet.cmd !== 'puback') return;
    const { messageId, reasonCode } = packet;
    if (messageId !== undefined) this.#readers.set(messageId, reasonCode !== noMatchingSubscribers);
  }

  #closed(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#isReady = false;
    clearTimeout(this.#deadline);
    this.#unacknowledged.clear();
    this.#events.ended(this.#failure ?? this.#explain(undefined), this.#isVersion);
  }

  #awaitAcknowledgement(): void {
    clearTimeout(this.#deadline);
    this.#deadline = this.#startDeadline(this.#options.ackTimeoutMs, 'ack timeout');
  }

  #startDeadline(delayMs: number, sign: string): NodeJS.Timeout {
    return setTimeout(() => this.abort(this.#explain(new Error(sign))), delayMs);
  }

  #explain(error: unknown): LinkError {
    return explainMqttFailure(error, this.#options.address);
  }
}

function clientOptions(options: MqttConnectionOptions): IClientOptions {
  const { version, clientId, will, packetIds } = options;
  return {
    manualConnect: true,
    protocolVersion: protocolLevel(version),
    clientId,
    clean: false,
    keepalive: options.keepaliveS,
    connectTimeout: options.connectTimeoutMs,
    reconnectPeriod: 0,
    // Subscriptions are made explicitly on each connection, so that a refusal is seen.
    resubscribe: false,
    queueQoSZero: false,
    messageIdProvider: packetIds,
    ...(version === '5'
      ? {
          properties: { sessionExpiryInterval: options.sessionExpiryS },
          autoAssignTopicAlias: true,
        }
      : {}),
    ...(will === undefined
      ? {}
      : {
          will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: false },
        }),
  };
}

function reasonError(text: string, reasonCode: number | undefined): Error {
  return Object.assign(new TypeError(text), { code: reasonCode ?? 0 });
}
