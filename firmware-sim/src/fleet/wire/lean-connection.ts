import type { LinkError } from '@feierabend/protocol';
import type { IConnackPacket, IPublishPacket, ISubackPacket, Packet } from 'mqtt-packet';

import { explainMqttFailure } from '../../adapters/mqtt/mqtt-failure.ts';
import type { MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';
import type { ConnectionOwner, DialParts, Refused } from './connection-owner.ts';
import type { FleetBroker } from './fleet-broker.ts';
import type { FleetShared } from './fleet-shared.ts';
import * as encoder from './packet-encoder.ts';
import { PacketSplitter, type PacketSink } from './packet-splitter.ts';
import {
  explainPublishRefused,
  explainReason,
  explainWireProblem,
  type WireProblem,
} from './wire-failure.ts';
import type { WireSocket } from './wire-socket.ts';

const puback = 0x40;
const pingresp = 0xd0;
const connack = 0x20;
/** SUBACK, PINGRESP, DISCONNECT. */
const answers: readonly number[] = [0x90, pingresp, 0xe0];
const versionRefusals: readonly number[] = [1, 132];
/** Of these a TLS session is not the reason. */
const noAnswer: readonly string[] = ['MQTT_UNREACHABLE', 'MQTT_TIMEOUT'];
const noMatchingSubscribers = 16;
const refusedFrom = 128;
const inFlightMaxOfStandard = 65_535;
const packetBytesOfStandard = 268_435_460;
/** The largest frame of a device, with topic and properties. */
const packetBytesMin = 8192;
const packetTooLarge = 149;
/** Written in one piece when several messages go at once. */
const batchBytesMax = 16 * 1024;

/**
 * One connection of one device over MQTT 5 or 3.1.1: made once, ended once. It never sends anything again by itself: what was
 * not acknowledged is its owner's to send.
 *
 * **Invariant:** whatever a broker sends ends this connection at most, with a stable code.
 */
export class LeanConnection implements PacketSink {
  readonly broker: FleetBroker;
  readonly version: MqttVersion;
  readonly openedMs: number;
  /** When the subscription was granted; 0 before. */
  readyMs = 0;
  isOver = false;
  /** It shows no certificate, but a TLS session. */
  resumes = false;
  /** Something was acknowledged on it. */
  isProven = false;
  /** Whether the broker still knew this device. */
  sessionPresent = false;
  /** How many messages the broker wants to have unacknowledged at most. */
  inFlightMax = inFlightMaxOfStandard;
  readonly #shared: FleetShared;
  readonly #owner: ConnectionOwner;
  readonly #splitter = new PacketSplitter();
  #socket: WireSocket | undefined;
  #isReading = false;
  #awaitsDrain = false;
  /** Of the SUBSCRIBE that is not answered; 0 before and after. */
  #subscribeId = 0;
  #unacknowledged = 0;
  #lastWriteMs = 0;
  /** The broker's, if it wants another one (MQTT 5.0 section 3.2.2.3.14). */
  #keepaliveS: number;
  /** When the ping was sent that is not answered; 0 when there is none. */
  #pingMs = 0;
  #ackDueMs = 0;
  #bytesMax = packetBytesOfStandard;
  #topicAliasMax = 0;
  /** A bit for each alias that the broker knows. */
  #aliasesNamed = 0;

  constructor(shared: FleetShared, owner: ConnectionOwner, broker: FleetBroker) {
    this.#shared = shared;
    this.#owner = owner;
    this.broker = broker;
    this.version = broker.version;
    this.#keepaliveS = shared.options.keepaliveS;
    this.openedMs = shared.clock.uptimeMs();
  }

  get isReady(): boolean {
    return this.readyMs > 0 && !this.isOver;
  }

  /** False while bytes of earlier messages wait for the network, and in the middle of reading. */
  get hasRoom(): boolean {
    if (!this.isReady || this.#isReading) return false;
    if (this.#shared.slab.pendingBytes >= batchBytesMax) this.flush();
    return this.#socket?.writableNeedDrain === false;
  }

  /** @throws UsageError `MQTT_CREDENTIALS` */
  open(parts: DialParts): void {
    const { buffer, options, open } = this.#shared;
    const { address, port } = this.broker;
    const { host } = address;
    this.resumes = parts.session !== undefined;
    const { socket, ready } = open({
      ip: parts.ip,
      localAddress: parts.localAddress,
      identity: parts.identity,
      session: parts.session,
      host,
      port,
      buffer,
      read: (length) => this.#read(length),
    });
    this.#socket = socket;
    socket.on(ready, () => this.#sayHello());
    socket.on('error', (error) => this.#broken(error));
    socket.on('close', () => this.#broken());
    if (options.resumesTls) socket.on('session', (session) => this.#owner.resumable(session));
    this.#owner.wake(this.openedMs + options.connectTimeoutMs);
  }

  /** Writes the message in `shared.publish` behind what is pending; {@link flush} sends it. */
  publish(): void {
    const { slab, publish: fields } = this.#shared;
    const alias = fields.topicAlias <= this.#topicAliasMax ? fields.topicAlias : 0;
    fields.version = this.version;
    fields.topicAlias = alias;
    if (alias > 0 && (this.#aliasesNamed & (1 << alias)) !== 0) fields.topic = '';
    if (!encoder.encodePublish(fields, slab, this.#bytesMax)) {
      this.fail(explainPublishRefused(packetTooLarge, this.broker.address));
      return;
    }
    this.#aliasesNamed |= 1 << alias;
    this.#unacknowledged += 1;
  }

  /** Hands what is pending to the socket, in one piece. */
  flush(): void {
    if (this.#shared.slab.pendingBytes === 0) return;
    this.#writePending();
    if (this.#ackDueMs > 0 || this.#unacknowledged === 0) return;
    this.#ackDueMs = this.#lastWriteMs + this.#shared.options.ackTimeoutMs;
    this.#owner.wake(this.#ackDueMs);
  }

  /** Looks what is due, and returns when to look again. */
  due(nowMs: number): number {
    if (!this.isReady) {
      const deadlineMs = this.openedMs + this.#shared.options.connectTimeoutMs;
      if (nowMs >= deadlineMs) this.#problem('connack timeout');
      return deadlineMs;
    }
    if (this.#ackDueMs > 0 && nowMs >= this.#ackDueMs) this.#problem('ack timeout');
    else if (nowMs >= this.#quietUntilMs) this.#breakSilence(nowMs);
    const quietMs = this.#quietUntilMs;
    return this.#ackDueMs > 0 ? Math.min(quietMs, this.#ackDueMs) : quietMs;
  }

  /** A ping is due, or the answer to one; never where there is no keep-alive. */
  get #quietUntilMs(): number {
    const keepaliveMs = this.#keepaliveS * 1000;
    if (keepaliveMs === 0) return Number.MAX_SAFE_INTEGER;
    return this.#pingMs > 0 ? this.#pingMs + keepaliveMs / 2 : this.#lastWriteMs + keepaliveMs;
  }

  #breakSilence(nowMs: number): void {
    if (this.#pingMs > 0) {
      this.#problem('keepalive timeout');
      return;
    }
    this.#write(encoder.pingreq);
    this.#pingMs = nowMs;
  }

  /** Ends it for a reason of our own, without a goodbye. */
  fail(failure: LinkError, refused?: Refused): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#socket?.destroy();
    // Whatever a broker has against it is asked once more with the certificate.
    const isDoubtful = this.resumes && this.readyMs === 0 && !noAnswer.includes(failure.code);
    this.#owner.ended(failure, isDoubtful ? 'session' : refused);
  }

  /** Says goodbye, so that the will is not sent. No event follows. Resolves when the socket is closed, or at the deadline. */
  leave(deadlineMs: number): Promise<void> {
    const isOpen = this.isReady;
    const socket = this.#socket;
    this.isOver = true;
    if (socket === undefined || !isOpen) {
      socket?.destroy();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const cancel = this.#shared.clock.after(deadlineMs, () => {
        socket.destroy();
        resolve();
      });
      socket.on('close', () => {
        cancel();
        resolve();
      });
      socket.write(encoder.disconnect);
      socket.end();
    });
  }

  /** Goes without a goodbye, as one who loses power. No event follows. */
  drop(): void {
    this.isOver = true;
    this.#socket?.destroy();
  }

  /** See {@link PacketSink}. Acknowledgements are read by hand: there is one for every report. */
  packet(bytes: Buffer, at: number, end: number): void {
    const type = bytes[at] ?? 0;
    const length = end - at;
    if (type === puback && length === 4) this.#acknowledged(bytes.readUInt16BE(at + 2), 0);
    else if (type === pingresp && length === 2) this.#pingMs = 0;
    else {
      const packet = this.#shared.decoder.decode(this.version, bytes.subarray(at, end));
      if (packet === undefined) this.#problem('garbled');
      else this.#take(packet);
    }
  }

  /** See {@link PacketSink}. */
  expects(type: number): boolean {
    if (!this.isReady && this.#subscribeId === 0) return type === connack;
    return type >> 4 === 3 || type === puback || answers.includes(type);
  }

  #read(length: number): boolean {
    if (this.isOver) return true;
    const { buffer, options } = this.#shared;
    this.#isReading = true;
    const problem = this.#splitter.push(buffer, length, this, options.packetBytesMax);
    this.#isReading = false;
    if (this.isOver) return true;
    if (problem !== undefined) this.#problem(problem);
    else this.#owner.pump();
    return true;
  }

  #sayHello(): void {
    if (this.isOver) return;
    const { keepaliveS, sessionExpiryS, packetBytesMax } = this.#shared.options;
    const { version } = this;
    const { clientId } = this.#owner;
    const willTopic = this.#owner.topic('status');
    const fields = { version, clientId, willTopic, keepaliveS, sessionExpiryS, packetBytesMax };
    encoder.encodeConnect(fields, this.#shared.slab);
    this.#writePending();
  }

  #take(packet: Packet): void {
    const isAnswered = this.isReady || this.#subscribeId > 0;
    if (packet.cmd === 'connack' && !isAnswered) this.#connected(packet);
    else if (packet.cmd === 'suback' && this.#subscribeId > 0) this.#subscribed(packet);
    else if (packet.cmd === 'publish' && isAnswered) this.#received(packet);
    else if (packet.cmd === 'puback' && this.isReady) {
      this.#acknowledged(packet.messageId ?? 0, packet.reasonCode ?? 0);
    } else if (packet.cmd === 'disconnect') {
      this.fail(explainReason(packet.reasonCode ?? 0, this.broker.address));
    } else if (packet.cmd !== 'pingresp') this.#problem('garbled');
  }

  #connected({ returnCode, reasonCode, sessionPresent, properties }: IConnackPacket): void {
    const code = this.version === '5' ? reasonCode : returnCode;
    if (code === undefined) {
      this.#problem('garbled');
      return;
    }
    if (code !== 0) {
      const refused = versionRefusals.includes(code) ? 'version' : undefined;
      this.fail(explainReason(code, this.broker.address), refused);
      return;
    }
    this.sessionPresent = sessionPresent;
    this.inFlightMax = properties?.receiveMaximum ?? inFlightMaxOfStandard;
    this.#keepaliveS = properties?.serverKeepAlive ?? this.#keepaliveS;
    this.#topicAliasMax = properties?.topicAliasMaximum ?? 0;
    this.#bytesMax = properties?.maximumPacketSize ?? packetBytesOfStandard;
    if (this.#bytesMax < packetBytesMin) {
      this.#problem('packets too small');
      return;
    }
    const packetId = this.#owner.nextPacketId();
    this.#subscribeId = packetId;
    const { version } = this;
    encoder.encodeSubscribe(
      { version, topic: this.#owner.topic('smp/req'), packetId },
      this.#shared.slab,
    );
    this.#writePending();
  }

  #subscribed({ messageId, granted }: ISubackPacket): void {
    if (messageId !== this.#subscribeId || granted.length !== 1) {
      this.#problem('garbled');
      return;
    }
    if (Number(granted[0]) >= refusedFrom) {
      this.#problem('subscription refused');
      return;
    }
    this.#subscribeId = 0;
    const { clock } = this.#shared;
    this.readyMs = Math.max(1, clock.uptimeMs());
    this.#owner.connected();
    if (this.isReady) this.#owner.wake(this.due(this.readyMs));
  }

  #received({ qos, topic, payload, messageId = 0 }: IPublishPacket): void {
    if (qos === 2 || (qos === 1 && messageId <= 0)) {
      this.#problem('garbled');
      return;
    }
    this.#owner.received(topic, new Uint8Array(payload as Buffer));
    if (qos === 0 || this.isOver) return;
    this.#write(encoder.encodePuback(messageId));
  }

  #acknowledged(packetId: number, reasonCode: number): void {
    if (!this.isReady || packetId <= 0) {
      this.#problem('garbled');
      return;
    }
    if (reasonCode >= refusedFrom) {
      // MQTT 3.1.1 can only end the connection over a message it refuses; MQTT 5 is made to behave the same.
      this.fail(explainPublishRefused(reasonCode, this.broker.address));
      return;
    }
    const outcome = reasonCode === noMatchingSubscribers ? 'nobody' : 'acknowledged';
    this.isProven = true;
    this.#unacknowledged -= 1;
    const { clock, options } = this.#shared;
    this.#ackDueMs = this.#unacknowledged > 0 ? clock.uptimeMs() + options.ackTimeoutMs : 0;
    if (!this.#owner.acknowledged(packetId, outcome)) this.#problem('garbled');
  }

  #writePending(): void {
    const { slab } = this.#shared;
    const bytes = slab.take();
    if (this.#write(bytes)) slab.reuse(bytes);
  }

  /** True when the system has taken it, so that the memory may be used again. */
  #write(bytes: Buffer): boolean {
    const socket = this.#socket;
    if (socket === undefined || this.isOver) return true;
    const hasRoom = socket.write(bytes);
    if (!hasRoom && !this.#awaitsDrain) {
      // Most sockets never fill up, and a listener is memory.
      this.#awaitsDrain = true;
      socket.once('drain', () => this.#drained());
    }
    this.#lastWriteMs = this.#shared.clock.uptimeMs();
    return socket.writableLength === 0;
  }

  #drained(): void {
    this.#awaitsDrain = false;
    if (!this.isOver) this.#owner.pump();
  }

  /** Most connections that close were ended by us, and need no words. */
  #broken(error?: Error): void {
    if (!this.isOver) this.fail(explainMqttFailure(error, this.broker.address));
  }

  #problem(problem: WireProblem): void {
    this.fail(explainWireProblem(problem, this.broker.address));
  }
}
