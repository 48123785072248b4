import { createServer } from 'node:tls';
import type { Server, TLSSocket } from 'node:tls';

import { TLS_PROFILE } from '../adapters/mqtt/mqtt-tls.ts';
import { generate, parser } from 'mqtt-packet';
import type { IConnectPacket, IPublishPacket, Packet } from 'mqtt-packet';

import { listenOnLoopback } from './tls-server.ts';
import type { BrokerPki } from './tls-server.ts';

type Level = 4 | 5;

export interface SinkBrokerOptions {
  readonly pki: BrokerPki;
  /** Protocol levels it speaks: 4 is MQTT 3.1.1. Both when not given. */
  readonly levels?: readonly number[];
  /** What it says of itself in the CONNACK of MQTT 5. */
  readonly properties?: {
    readonly topicAliasMaximum?: number;
    readonly receiveMaximum?: number;
    readonly maximumPacketSize?: number;
  };
  /** Reason code of the PUBACK in MQTT 5; undefined acknowledges nothing. 0 when not given. */
  readonly reasonOf?: (packet: IPublishPacket) => number | undefined;
  /** Whether it lets a client resume its TLS session. */
  readonly resumption?: boolean;
}

/**
 * Takes everything and hands on nothing: the smallest peer that speaks MQTT 5 and 3.1.1, for measuring and for answers a real
 * broker does not give on demand.
 */
export class SinkBroker {
  readonly connects: IConnectPacket[] = [];
  readonly published: IPublishPacket[] = [];
  /** Bytes of MQTT packets it received, without TLS. */
  mqttBytes = 0;
  /** Connections whose TLS session was resumed. */
  resumed = 0;
  readonly #options: SinkBrokerOptions;
  readonly #server: Server;
  readonly #sockets = new Map<TLSSocket, Level>();
  readonly #sessions = new Set<string>();
  #handed = 0;
  #port = 0;

  private constructor(options: SinkBrokerOptions) {
    this.#options = options;
    const { caPem, server } = options.pki;
    this.#server = createServer(
      {
        ...TLS_PROFILE,
        ca: caPem,
        cert: server.certPem,
        key: server.keyPem,
        requestCert: true,
        rejectUnauthorized: true,
        noDelay: true,
        sessionIdContext: 'sink',
        ...(options.resumption === true ? {} : { sessionTimeout: 1 }),
      },
      (socket) => this.#accept(socket),
    );
  }

  static async start(options: SinkBrokerOptions): Promise<SinkBroker> {
    const broker = new SinkBroker(options);
    broker.#port = await listenOnLoopback(broker.#server, 0);
    return broker;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `mqtts://127.0.0.1:${this.#port}`;
  }

  /** Says goodbye to everybody, with a reason in MQTT 5. */
  disconnect(reasonCode: number): void {
    for (const [socket, level] of this.#sockets) {
      if (level === 5) send(socket, { cmd: 'disconnect', reasonCode }, level);
      socket.end();
    }
  }

  /** One message to everybody who is connected, whatever they subscribed to. */
  hand(topic: string, payload: Uint8Array): void {
    this.#handed = (this.#handed % 0xff_ff) + 1;
    const message = { topic, payload: Buffer.from(payload), messageId: this.#handed };
    for (const [socket, level] of this.#sockets) {
      send(socket, { cmd: 'publish', qos: 1, dup: false, retain: false, ...message }, level);
    }
  }

  /** Bytes that need not be a packet, to everybody who is connected. */
  inject(bytes: Uint8Array): void {
    for (const socket of this.#sockets.keys()) socket.write(bytes);
  }

  /** As after a restart without a disk: nobody is known any more. */
  forgetSessions(): void {
    this.#sessions.clear();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: TLSSocket): void {
    if (socket.isSessionReused()) this.resumed += 1;
    const settings: { protocolVersion: Level } = { protocolVersion: 4 };
    const packets = parser(settings);
    packets.on('packet', (packet) => {
      if (packet.cmd === 'connect') settings.protocolVersion = packet.protocolVersion === 5 ? 5 : 4;
      this.#sockets.set(socket, settings.protocolVersion);
      this.#answer(socket, packet, settings.protocolVersion);
    });
    packets.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      this.mqttBytes += chunk.length;
      packets.parse(chunk);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #answer(socket: TLSSocket, packet: Packet, level: Level): void {
    const { levels = [4, 5], reasonOf = () => 0 } = this.#options;
    if (packet.cmd === 'connect') {
      const isSpoken = levels.includes(packet.protocolVersion ?? 4);
      this.connects.push(packet);
      // A broker that does not know MQTT 5 answers in the form of 3.1.1 (MQTT 5.0, 4.13 and 3.1.2.2).
      this.#connack(socket, packet, isSpoken ? level : 4, isSpoken);
    }
    const messageId = packet.messageId ?? 0;
    if (packet.cmd === 'subscribe') {
      const granted = packet.subscriptions.map(() => 1);
      send(socket, { cmd: 'suback', messageId, granted }, level);
    }
    if (packet.cmd === 'publish') {
      this.published.push(packet);
      const reasonCode = reasonOf(packet);
      if (reasonCode !== undefined) send(socket, { cmd: 'puback', messageId, reasonCode }, level);
    }
    if (packet.cmd === 'pingreq') send(socket, { cmd: 'pingresp' }, level);
    if (packet.cmd === 'disconnect') socket.end();
  }

  #connack(socket: TLSSocket, packet: IConnectPacket, level: Level, isSpoken: boolean): void {
    const sessionPresent = isSpoken && this.#sessions.has(packet.clientId);
    if (isSpoken) this.#sessions.add(packet.clientId);
    const properties = level === 5 ? { properties: { ...this.#options.properties } } : {};
    const code = isSpoken ? 0 : 1;
    send(
      socket,
      { cmd: 'connack', sessionPresent, returnCode: code, reasonCode: code, ...properties },
      level,
    );
    if (!isSpoken) socket.end();
  }
}

function send(socket: TLSSocket, packet: Packet, protocolVersion: Level): void {
  socket.write(generate(packet, { protocolVersion }));
}
