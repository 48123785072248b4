import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';

import { generate } from 'mqtt-packet';

import { TLS_PROFILE } from '../../src/adapters/mqtt/mqtt-tls.ts';
import { deviceTopic } from '../../src/adapters/mqtt/mqtt-topics.ts';
import { encodeConnect, encodeSubscribe } from '../../src/fleet/wire/packet-encoder.ts';
import { deviceName, payload, tenant, type BenchClient, type BenchPlace } from './client.ts';

const connackBytes = 4;
const subackBytes = 5;
const pubackBytes = 4;

/**
 * What cannot be undercut on `net.Socket`: the same packets, made before they are needed, and answers that are counted and not
 * read.  With TLS all devices share one certificate and one context.
 */
export function bareClient({ port, tls }: BenchPlace): BenchClient {
  const buffer = Buffer.allocUnsafeSlow(64 * 1024);
  const [first] = tls?.devices ?? [];
  const secureContext =
    tls === undefined
      ? undefined
      : createSecureContext({
          ca: tls.caPem,
          cert: first?.certPem,
          key: first?.keyPem,
          ...TLS_PROFILE,
        });
  const devices: BareDevice[] = [];
  return {
    connect: (index) =>
      new Promise((resolve, reject) => {
        const device = new BareDevice(index, resolve);
        devices[index] = device;
        const callback = (length: number) => device.read(length);
        const options = { host: '127.0.0.1', port, noDelay: true, onread: { buffer, callback } };
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
  /** Of CONNACK and SUBACK together, until it may publish. */
  #helloBytes = connackBytes + subackBytes;
  /** Of a PUBACK that is not all there. */
  #tornBytes = 0;
  #done: () => void;

  constructor(index: number, ready: () => void) {
    this.#index = index;
    this.#done = ready;
  }

  hello(): void {
    const device = deviceName(this.#index);
    const connect = encodeConnect({
      version: '3.1.1',
      clientId: `${tenant}/${device}`,
      willTopic: deviceTopic(tenant, device, 'status'),
      keepaliveS: 600,
      sessionExpiryS: 0,
      packetBytesMax: 0,
    });
    this.socket?.write(connect);
  }

  publish(done: () => void): void {
    this.#done = done;
    this.socket?.write(publishOf(this.#index));
  }

  read(length: number): boolean {
    if (this.#helloBytes > 0) {
      this.#helloBytes -= length;
      if (this.#helloBytes === subackBytes) this.#subscribe();
      else if (this.#helloBytes === 0) this.#done();
      return true;
    }
    this.#tornBytes += length;
    for (; this.#tornBytes >= pubackBytes; this.#tornBytes -= pubackBytes) this.#done();
    return true;
  }

  #subscribe(): void {
    const topic = deviceTopic(tenant, deviceName(this.#index), 'smp/req');
    this.socket?.write(encodeSubscribe('3.1.1', topic, 1));
  }
}

/** By the length of the name: all devices whose names are as long share the rest of the packet. */
const publishes = new Map<number, { readonly packet: Buffer; readonly nameAt: number }>();

function publishOf(index: number): Buffer {
  const name = deviceName(index);
  let known = publishes.get(name.length);
  if (known === undefined) {
    const topic = deviceTopic(tenant, name, 'report');
    const packet = generate({
      cmd: 'publish',
      topic,
      payload,
      messageId: 1,
      qos: 1,
      dup: false,
      retain: false,
    });
    known = { packet, nameAt: packet.indexOf(name) };
    publishes.set(name.length, known);
  }
  const packet = Buffer.from(known.packet);
  packet.write(name, known.nameAt, 'latin1');
  return packet;
}
