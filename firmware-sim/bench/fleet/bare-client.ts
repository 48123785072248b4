import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';

import { generate } from 'mqtt-packet';

import { loadTlsContext } from '../../src/adapters/mqtt/mqtt-tls.ts';
import { deviceTopic } from '../../src/adapters/mqtt/mqtt-topics.ts';
import { protocolLevel } from '../../src/adapters/mqtt/mqtt-version.ts';
import { DeviceContexts } from '../../src/fleet/wire/device-contexts.ts';
import { encodeConnect, encodeSubscribe } from '../../src/fleet/wire/packet-encoder.ts';
import { PacketSlab } from '../../src/fleet/wire/packet-slab.ts';
import {
  deviceName,
  payload,
  tenant,
  type BenchClient,
  type BenchPlace,
  type BenchVersion,
} from './client.ts';

const pubackBytes = 4;

/**
 * What cannot be undercut on `net.Socket`: the same packets, made before they are needed, and answers that are counted and not
 * read. With TLS each device has its own certificate, in a context that all share.
 */
export function bareClient(place: BenchPlace): BenchClient {
  const contexts = new DeviceContexts();
  const { tls } = place;
  return bareSockets(place, (index) => {
    const own = tls?.devices[index];
    return tls && own && contexts.of({ caPem: tls.caPem, ...own });
  });
}

/** The same with one certificate for all, which is loaded once. */
export function bareClientOfOne(place: BenchPlace): BenchClient {
  const [first] = place.tls?.devices ?? [];
  const context = place.tls && first && loadTlsContext({ caPem: place.tls.caPem, ...first });
  return bareSockets(place, () => context);
}

function bareSockets(
  { port, version }: BenchPlace,
  contextOf: (index: number) => SecureContext | undefined,
): BenchClient {
  const buffer = Buffer.allocUnsafeSlow(64 * 1024);
  const devices: BareDevice[] = [];
  return {
    connect: (index) =>
      new Promise((resolve, reject) => {
        const device = new BareDevice(index, version, resolve);
        devices[index] = device;
        const callback = (length: number) => device.read(length);
        const options = { host: '127.0.0.1', port, noDelay: true, onread: { buffer, callback } };
        const secureContext = contextOf(index);
        const socket =
          secureContext === undefined
            ? connectTcp(options, () => device.hello())
            : connectTls({ ...options, secureContext }, () => device.hello());
        device.socket = socket;
        socket.on('error', reject);
      }),
    publish: (index, done) => devices[index]?.publish(done),
  };
}

class BareDevice {
  socket: Socket | undefined;
  readonly #index: number;
  readonly #version: BenchVersion;
  /** CONNACK and SUBACK come alone, and in one piece. */
  #answers = 0;
  /** Of a PUBACK that is not all there. */
  #tornBytes = 0;
  #done: () => void;

  constructor(index: number, version: BenchVersion, ready: () => void) {
    this.#index = index;
    this.#version = version;
    this.#done = ready;
  }

  hello(): void {
    const device = deviceName(this.#index);
    const fields = {
      version: this.#version,
      clientId: `${tenant}/${device}`,
      willTopic: deviceTopic(tenant, device, 'status'),
      keepaliveS: 600,
      sessionExpiryS: 3600,
      packetBytesMax: 64 * 1024,
    };
    encodeConnect(fields, slab);
    this.socket?.write(slab.take());
  }

  publish(done: () => void): void {
    this.#done = done;
    this.socket?.write(publishOf(this.#index, this.#version));
  }

  read(length: number): boolean {
    if (this.#answers < 2) {
      this.#answers += 1;
      if (this.#answers === 1) this.#subscribe();
      else this.#done();
      return true;
    }
    this.#tornBytes += length;
    for (; this.#tornBytes >= pubackBytes; this.#tornBytes -= pubackBytes) this.#done();
    return true;
  }

  #subscribe(): void {
    const topic = deviceTopic(tenant, deviceName(this.#index), 'smp/req');
    encodeSubscribe({ version: this.#version, topic, packetId: 1 }, slab);
    this.socket?.write(slab.take());
  }
}

const slab = new PacketSlab();
/** By the length of the name: all devices whose names are as long share the rest of the packet. */
const publishes = new Map<number, { readonly packet: Buffer; readonly nameAt: number }>();

function publishOf(index: number, version: BenchVersion): Buffer {
  const name = deviceName(index);
  let known = publishes.get(name.length);
  if (known === undefined) {
    const topic = deviceTopic(tenant, name, 'report');
    const publish = { topic, payload, messageId: 1, qos: 1, dup: false, retain: false } as const;
    const protocolVersion = protocolLevel(version);
    const packet = generate({ cmd: 'publish', ...publish }, { protocolVersion });
    known = { packet, nameAt: packet.indexOf(name) };
    publishes.set(name.length, known);
  }
  const packet = Buffer.from(known.packet);
  packet.write(name, known.nameAt, 'latin1');
  return packet;
}
