import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { assert, asyncProperty, uint8Array } from 'fast-check';
import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FleetWire } from './fleet-wire.ts';
import { LeanLink } from './lean-link.ts';

const connack = generate({ cmd: 'connack', returnCode: 0, sessionPresent: false });
const suback = (messageId: number, code = 1) =>
  generate({ cmd: 'suback', messageId, granted: [code] });
const publish = (payload: Buffer, qos: 0 | 1 | 2 = 0) =>
  generate({
    cmd: 'publish',
    topic: 'feierabend/1/acme/van-1/smp/req',
    payload,
    qos,
    messageId: 1,
    dup: false,
    retain: false,
  });

let server: Server;
let wire: FleetWire;
let answer: (socket: Socket, packet: number) => void;
let links: LeanLink[];
let received: string[];

beforeEach(async () => {
  links = [];
  received = [];
  server = createServer((socket) => {
    let packets = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      packets += 1;
      answer(socket, packets);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // Nothing is tried again within a test.
  const backOff = { firstMs: 60_000, lastMs: 60_000 };
  wire = new FleetWire({ plainTcp: 'for a bench', versions: ['3.1.1'], backOff });
});

afterEach(async () => {
  await Promise.all(links.map((one) => one.stop(100)));
  wire.stop();
  server.close();
});

function link(device = 'van-1') {
  const { port } = server.address() as AddressInfo;
  let tell: () => void = () => undefined;
  const changed = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const made = new LeanLink(
    wire,
    {
      tenant: 'acme',
      device,
      brokers: [`mqtt://127.0.0.1:${port}`],
      tls: () => expect.fail('asked for TLS'),
    },
    {
      connected: () => received.push('connected'),
      published: (id) => received.push(`published ${id}`),
      received: (_channel, payload) => received.push(Buffer.from(payload).toString()),
      disconnected: tell,
    },
  );
  links.push(made);
  made.connect();
  return { made, changed };
}

/** Answers well until the subscription stands, and with these bytes then. */
const thenSends = (bytes: Buffer) => (socket: Socket, packet: number) => {
  if (packet === 1) socket.write(connack);
  else if (packet === 2) socket.write(Buffer.concat([suback(1), bytes]));
};

describe('a broker that is none, or means harm', () => {
  it.each<[string, string, (socket: Socket, packet: number) => void]>([
    ['speaks HTTP', 'MQTT_GARBLED', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    [
      'answers with a CONNECT',
      'MQTT_GARBLED',
      (socket) => socket.write(Buffer.from('100c00044d5154540402003c0000', 'hex')),
    ],
    [
      'sends half a CONNACK',
      'MQTT_GARBLED',
      (socket) => socket.write(Buffer.from('200100', 'hex')),
    ],
    ['acknowledges what was not sent', 'MQTT_GARBLED', thenSends(Buffer.from('40020007', 'hex'))],
    ['acknowledges number 0', 'MQTT_GARBLED', thenSends(Buffer.from('40020000', 'hex'))],
    ['connects twice', 'MQTT_GARBLED', thenSends(connack)],
    [
      'grants another subscription',
      'MQTT_GARBLED',
      (socket) => socket.write(Buffer.concat([connack, suback(9)])),
    ],
    [
      'refuses the subscription',
      'MQTT_REFUSED',
      (socket, packet) => socket.write(packet === 1 ? connack : suback(1, 0x80)),
    ],
    [
      'refuses the device',
      'MQTT_REFUSED',
      (socket) => socket.write(generate({ cmd: 'connack', returnCode: 5, sessionPresent: false })),
    ],
    ['sends with QoS 2', 'MQTT_GARBLED', thenSends(publish(Buffer.from('x'), 2))],
    [
      'sends a packet that is too long',
      'MQTT_PACKET_SIZE',
      thenSends(publish(Buffer.alloc(70_000))),
    ],
    ['announces 256 MB', 'MQTT_PACKET_SIZE', thenSends(Buffer.from('30ffffff7f', 'hex'))],
    [
      'sends a length that never ends',
      'MQTT_GARBLED',
      thenSends(Buffer.from('30ffffffffff', 'hex')),
    ],
    ['hangs up', 'MQTT_CLOSED', (socket) => socket.end()],
    ['resets', 'MQTT_CLOSED', (socket) => socket.resetAndDestroy()],
  ])('%s: %s', async (_name, code, behaviour) => {
    answer = behaviour;
    const { made, changed } = link();
    await changed;
    expect(made.failure?.code).toBe(code);
    expect(made.isReady).toBe(false);
  });

  it('tears packets into single bytes: they are read all the same', async () => {
    const request = publish(Buffer.from('request'));
    answer = (socket, packet) => {
      socket.setNoDelay(true);
      if (packet === 1) for (const byte of connack) socket.write(Buffer.from([byte]));
      else for (const byte of [...suback(1), ...request]) socket.write(Buffer.from([byte]));
    };
    link();
    await expect.poll(() => received).toEqual(['connected', 'request']);
  });

  it('spoils its own connection only', async () => {
    const { port } = server.address() as AddressInfo;
    expect(port).toBeGreaterThan(0);
    answer = (socket, packet) => socket.write(packet === 1 ? connack : suback(1));
    const { made: good } = link('van-1');
    await expect.poll(() => good.isReady).toBe(true);
    await assert(
      asyncProperty(uint8Array({ minLength: 200, maxLength: 400 }), async (bytes) => {
        answer = (socket) => socket.end(Buffer.concat([connack, suback(1), bytes]));
        const { made, changed } = link('van-2');
        await changed;
        expect(made.failure?.code).toMatch(/^MQTT_(?:GARBLED|PACKET_SIZE|CLOSED|REFUSED)$/u);
        expect(good.isReady).toBe(true);
        await made.stop(100);
      }),
      { numRuns: 40 },
    );
  });
});
