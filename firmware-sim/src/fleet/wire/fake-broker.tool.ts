/** A broker in memory, for tests of the client: what it answers is a setting, and nothing happens before it is told to go on. */
import { EventEmitter } from 'node:events';

import { generate, parser, type IConnackPacket, type Packet } from 'mqtt-packet';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import type { LinkEvents, LinkMessage } from '../../core/ports.ts';
import { FleetWire } from './fleet-wire.ts';
import type { WireOptions } from './fleet-shared.ts';
import { LeanLink } from './lean-link.ts';
import type { DialOptions, OpenSocket, WireSocket } from './wire-socket.ts';

type Version = 4 | 5;

export class FakeSocket extends EventEmitter implements WireSocket {
  readonly dial: DialOptions;
  readonly sent: Packet[] = [];
  readonly written: Buffer[] = [];
  /** While it is full, writes are kept by it. */
  isFull = false;
  isDestroyed = false;
  isEnded = false;
  version: Version = 4;
  #kept = 0;
  readonly #parser = parser();

  constructor(dial: DialOptions) {
    super();
    this.dial = dial;
    this.#parser.on('packet', (packet) => {
      if (packet.cmd === 'connect') this.version = packet.protocolVersion === 5 ? 5 : 4;
      this.sent.push(packet);
    });
  }

  get writableLength(): number {
    return this.#kept;
  }

  get writableNeedDrain(): boolean {
    return this.#kept > 0;
  }

  write(bytes: Uint8Array): boolean {
    if (this.isFull) this.#kept += bytes.length;
    this.written.push(Buffer.from(bytes));
    this.#parser.parse(Buffer.from(bytes));
    return !this.isFull;
  }

  drain(): void {
    this.isFull = false;
    this.#kept = 0;
    this.emit('drain');
  }

  end(): void {
    this.isEnded = true;
    this.#close();
  }

  destroy(): void {
    this.#close();
  }

  /** Bytes from the broker, as the system would put them into the buffer that was given for them. */
  receive(bytes: Uint8Array): void {
    if (this.isDestroyed) return;
    this.dial.buffer.set(bytes);
    this.dial.read(bytes.length);
  }

  answer(packet: Packet): void {
    this.receive(generate(packet, { protocolVersion: this.version }));
  }

  count(cmd: Packet['cmd']): number {
    return this.sent.filter((one) => one.cmd === cmd).length;
  }

  #close(): void {
    if (this.isDestroyed) return;
    this.isDestroyed = true;
    queueMicrotask(() => this.emit('close'));
  }
}

export interface FakeBrokerSettings {
  speaks5?: boolean;
  connack?: Partial<IConnackPacket>;
  acknowledges?: boolean;
  /** Of PUBACKs, in MQTT 5. */
  reasonCode?: number;
  isReachable?: boolean;
  granted?: number;
}

/** One fleet, its clock, and the broker that all its links meet wherever they dial. */
export class FakeWorld {
  readonly clock = new VirtualClock();
  readonly sockets: FakeSocket[] = [];
  readonly told: string[] = [];
  readonly wire: FleetWire;
  /** Connections by a TLS session that was taken up again. */
  resumed = 0;
  settings: FakeBrokerSettings;
  #answered = new Map<FakeSocket, number>();

  constructor(settings: FakeBrokerSettings = {}, options: WireOptions = {}) {
    this.settings = settings;
    const open: OpenSocket = (dial) => {
      const socket = new FakeSocket(dial);
      this.sockets.push(socket);
      return { socket, ready: 'connect' };
    };
    const onResumed = () => void (this.resumed += 1);
    const world = { clock: this.clock, open, onResumed };
    this.wire = new FleetWire({ plainTcp: 'for a bench', ...options }, world);
  }

  link(name = 'van-1', brokers: readonly string[] = ['mqtt://127.0.0.1:1883']): LeanLink {
    const events: LinkEvents = {
      connected: () => this.told.push(`${name} connected`),
      published: (id) => this.told.push(`${name} published ${id}`),
      received: (_channel, payload) =>
        this.told.push(`${name} got ${Buffer.from(payload).toString()}`),
      disconnected: (reason) => this.told.push(`${name} lost: ${reason}`),
    };
    const tls = () => ({ caPem: '', certPem: '', keyPem: '' });
    return new LeanLink(this.wire, { tenant: 'acme', device: name, brokers, tls }, events);
  }

  get last(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }

  /** Lets the broker accept connections and answer packets until nothing more happens. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one round after the other
      await Promise.resolve();
      if (this.#answerAll()) quiet = -1;
    }
  }

  /** So much later, with all that is due on the way. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.clock.uptimeMs() + ms;
    await this.settle();
    while (this.clock.step(untilMs)) {
      // oxlint-disable-next-line no-await-in-loop -- one timer after the other
      await this.settle();
    }
    await this.settle();
  }

  #answerAll(): boolean {
    let isBusy = false;
    for (const socket of this.sockets) {
      if (socket.isDestroyed) continue;
      const from = this.#answered.get(socket);
      if (from === undefined) {
        this.#answered.set(socket, 0);
        if (this.settings.isReachable === false) {
          socket.emit('error', Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' }));
        } else socket.emit('connect');
        isBusy = true;
        continue;
      }
      const until = socket.sent.length;
      this.#answered.set(socket, until);
      isBusy ||= until > from;
      for (const packet of socket.sent.slice(from, until)) this.#answer(socket, packet);
    }
    return isBusy;
  }

  #answer(socket: FakeSocket, packet: Packet): void {
    const { settings } = this;
    const isMute = settings.acknowledges === false;
    if (packet.cmd === 'connect') this.#answerConnect(socket);
    else if (packet.cmd === 'subscribe') {
      const { messageId = 0 } = packet;
      socket.answer({ cmd: 'suback', messageId, granted: [settings.granted ?? 1] });
    } else if (packet.cmd === 'pingreq' && !isMute) socket.answer({ cmd: 'pingresp' });
    else if (packet.cmd === 'publish' && !isMute) {
      const { messageId = 0 } = packet;
      const reasonCode = settings.reasonCode ?? 0;
      socket.answer({ cmd: 'puback', messageId, reasonCode });
    }
  }

  #answerConnect(socket: FakeSocket): void {
    const { connack, speaks5 = true } = this.settings;
    if (socket.version === 5 && !speaks5) {
      socket.version = 4;
      socket.answer({ cmd: 'connack', returnCode: 1, sessionPresent: false });
      return;
    }
    const code = socket.version === 5 ? { reasonCode: 0 } : { returnCode: 0 };
    socket.answer({ cmd: 'connack', sessionPresent: false, ...code, ...connack });
  }
}

export function report(id: number, text = `m${id}`): LinkMessage {
  return { id, channel: 'report', payload: new TextEncoder().encode(text) };
}
