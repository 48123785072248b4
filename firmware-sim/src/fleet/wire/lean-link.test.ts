import { describe, expect, it } from 'vitest';

import { FakeWorld, report, type FakeBrokerSettings } from './fake-broker.tool.ts';
import type { WireOptions } from './fleet-shared.ts';
import { FleetWire } from './fleet-wire.ts';
import { LeanLink } from './lean-link.ts';

async function connected(settings: FakeBrokerSettings = {}, options: WireOptions = {}) {
  const world = new FakeWorld(settings, options);
  const link = world.link();
  link.connect();
  await world.settle();
  return { world, link };
}

const publishes = (world: FakeWorld) =>
  world.last.sent.flatMap((one) => (one.cmd === 'publish' ? [one] : []));

describe('the lean link', () => {
  it('says who it is, what is told when it breaks, and keeps its session', async () => {
    const { world, link } = await connected();
    expect(world.last.sent[0]).toMatchObject({
      cmd: 'connect',
      protocolVersion: 5,
      clientId: 'acme/van-1',
      clean: false,
      keepalive: 60,
      properties: { sessionExpiryInterval: 2_592_000, maximumPacketSize: 65_536 },
      will: { topic: 'feierabend/1/acme/van-1/status', qos: 1, retain: false },
    });
    expect(world.last.sent[1]).toMatchObject({
      cmd: 'subscribe',
      subscriptions: [{ topic: 'feierabend/1/acme/van-1/smp/req', qos: 1 }],
    });
    expect([world.told, link.isReady, link.version]).toEqual([['van-1 connected'], true, '5']);
    expect(world.wire.connected).toBe(1);
  });

  it('finds out once for all devices that a broker does not speak MQTT 5', async () => {
    const { world, link } = await connected({ speaks5: false });
    const second = world.link('van-2');
    second.connect();
    await world.settle();
    expect([link.version, second.version]).toEqual(['3.1.1', '3.1.1']);
    expect(world.sockets.map(({ version }) => version)).toEqual([4, 4, 4]);
    expect(world.told).toEqual(['van-1 connected', 'van-2 connected']);
  });

  it('names a topic once and then its alias, and tells what is left of the time of a message', async () => {
    const connack = { properties: { topicAliasMaximum: 2 } };
    const { world, link } = await connected({ connack });
    link.publish({ ...report(1), expiryS: 100 });
    link.publish(report(2));
    link.publish({ ...report(3), channel: 'journal' });
    const [first, second, third] = publishes(world);
    const topic = 'feierabend/1/acme/van-1/report';
    expect(first).toMatchObject({
      topic,
      properties: { topicAlias: 1, messageExpiryInterval: 100 },
    });
    expect(second).toMatchObject({ topic: '', properties: { topicAlias: 1 } });
    expect(third?.topic).toBe('feierabend/1/acme/van-1/journal');
    expect(third?.properties).toBeUndefined();
  });

  it('has no more under way than the broker wants', async () => {
    const settings = { connack: { properties: { receiveMaximum: 2 } }, acknowledges: false };
    const { world, link } = await connected(settings);
    for (const id of [1, 2, 3]) link.publish(report(id));
    link.withdraw(1);
    expect(publishes(world)).toHaveLength(2);
    world.last.answer({ cmd: 'puback', messageId: publishes(world)[0]?.messageId ?? 0 });
    expect(publishes(world)).toHaveLength(3);
    expect(world.told).toEqual(['van-1 connected']);
  });

  it('shows its certificate again after a broker that does not take up its TLS session', async () => {
    const world = new FakeWorld({}, { resumesTls: true });
    const link = world.link('van-1', ['mqtts://127.0.0.1:8883']);
    link.connect();
    await world.settle();
    const session = Buffer.from('session');
    world.last.emit('session', session);
    link.cut();
    link.connect();
    expect(world.last.dial.session).toBe(session);
    world.last.destroy();
    await world.settle();
    expect([world.sockets.length, world.last.dial.session]).toEqual([3, undefined]);
    expect(world.told).toEqual(['van-1 connected', 'van-1 connected']);
    expect(world.resumed).toBe(0);
  });

  it('tries no session of any device at a broker that has forgotten one, until it gives new ones', async () => {
    const world = new FakeWorld({}, { resumesTls: true });
    const links = ['van-1', 'van-2'].map((name) => world.link(name, ['mqtts://127.0.0.1:8883']));
    for (const link of links) {
      link.connect();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await world.settle();
      world.last.emit('session', Buffer.from('session'));
      link.cut();
    }
    links[0]?.connect();
    world.last.destroy();
    await world.settle();
    links[1]?.connect();
    await world.settle();
    const shown = world.sockets.map(({ dial }) => dial.session?.toString());
    expect(shown).toEqual([undefined, undefined, 'session', undefined, undefined]);
    await world.pass(10);
    world.last.emit('session', Buffer.from('new'));
    links[1]?.cut();
    links[1]?.connect();
    await world.settle();
    expect([world.last.dial.session?.toString(), world.resumed]).toEqual(['new', 1]);
  });

  it('shows its certificate to a broker that does not know by the session who it is', async () => {
    const world = new FakeWorld({}, { resumesTls: true });
    const link = world.link('van-1', ['mqtts://127.0.0.1:8883']);
    link.connect();
    await world.settle();
    world.last.emit('session', Buffer.from('session'));
    link.cut();
    world.settings = { connack: { reasonCode: 135 } };
    link.connect();
    expect(world.last.dial.session).toBeDefined();
    await world.settle();
    expect([world.sockets.length, world.last.dial.session]).toEqual([3, undefined]);
    expect(world.told).toEqual(['van-1 connected', expect.stringContaining('lost')]);
    expect(link.failure?.code).toBe('MQTT_REFUSED');
  });

  it('keeps its session while there is no broker', async () => {
    const world = new FakeWorld({}, { resumesTls: true });
    const link = world.link('van-1', ['mqtts://127.0.0.1:8883']);
    link.connect();
    await world.settle();
    world.last.emit('session', Buffer.from('session'));
    world.settings = { isReachable: false };
    world.last.destroy();
    await world.pass(60_000);
    world.settings = {};
    await world.pass(600_000);
    expect(world.sockets.length).toBeGreaterThan(3);
    expect(world.sockets.slice(1).every(({ dial }) => dial.session !== undefined)).toBe(true);
    expect([world.told.at(-1), world.resumed]).toEqual(['van-1 connected', 1]);
  });

  it('sends to a session that is still known as the same packet, otherwise as a new one', async () => {
    for (const sessionPresent of [true, false]) {
      // oxlint-disable-next-line no-await-in-loop -- one world after the other
      const { world, link } = await connected({ acknowledges: false });
      link.publish(report(1));
      const [before] = publishes(world);
      world.settings = { connack: { sessionPresent } };
      world.last.destroy();
      await world.pass(1000);
      const [after] = publishes(world);
      expect(world.sockets).toHaveLength(2);
      expect(after?.dup).toBe(sessionPresent);
      expect(after?.messageId === before?.messageId).toBe(sessionPresent);
      expect(world.told.slice(1)).toEqual([
        expect.stringContaining('closed without a reason'),
        'van-1 connected',
        'van-1 published 1',
      ]);
    }
  });

  it('writes nothing while bytes wait in the socket, and goes on when they are gone', async () => {
    const { world, link } = await connected({ acknowledges: false });
    world.last.isFull = true;
    link.publish(report(1, 'x'.repeat(20_000)));
    link.publish(report(2));
    expect(publishes(world)).toHaveLength(1);
    expect(link.withdraw(2)).toBe(true);
    link.publish(report(3));
    world.last.drain();
    expect(publishes(world).map(({ payload }) => payload.length)).toEqual([20_000, 2]);
  });

  it('uses no memory again that a socket has not handed on', async () => {
    const { world, link } = await connected({ acknowledges: false });
    const other = world.link('van-2');
    other.connect();
    await world.settle();
    const [slow] = world.sockets;
    if (slow === undefined) throw new TypeError('no socket');
    slow.isFull = true;
    const views: Uint8Array[] = [];
    const write = slow.write.bind(slow);
    slow.write = (bytes) => (views.push(bytes), write(bytes));
    link.publish(report(1, 'kept'));
    for (let id = 1; id < 600; id += 1) {
      other.publish(report(id, 'other'.repeat(20)));
      world.last.answer({ cmd: 'puback', messageId: publishes(world).at(-1)?.messageId ?? 0 });
      world.last.sent.length = 2;
    }
    expect(Buffer.from(views[0] ?? []).toString()).toContain('kept');
  });

  it('keeps what nobody reads, and offers it again; an answer nobody waits for is dropped', async () => {
    const { world, link } = await connected({ reasonCode: 16 });
    link.publish(report(1));
    link.publish({ ...report(2), channel: 'smp/rsp' });
    await world.settle();
    expect(world.told).toEqual(['van-1 connected', 'van-1 published 2']);
    expect(link.idle).toBe(false);
    world.settings = {};
    await world.pass(1010);
    expect(world.told.at(-1)).toBe('van-1 published 1');
    expect(publishes(world)).toHaveLength(3);
  });

  it('hands on requests, acknowledges them, and drops those that are none of its own', async () => {
    const { world, link } = await connected({}, { requestBytesMax: 5 });
    const topic = 'feierabend/1/acme/van-1/smp/req';
    const request = { cmd: 'publish', qos: 1, dup: false, retain: false } as const;
    world.last.answer({ ...request, topic, payload: 'now', messageId: 7 });
    world.last.answer({ ...request, topic, payload: 'longer', messageId: 8 });
    world.last.answer({ ...request, topic: 'other', payload: 'x', messageId: 9 });
    expect(world.told.slice(1)).toEqual(['van-1 got now']);
    expect(link.requestsDropped).toBe(2);
    const acknowledged = world.last.sent.filter(({ cmd }) => cmd === 'puback');
    expect(acknowledged.map(({ messageId }) => messageId)).toEqual([7, 8, 9]);
  });
});

describe('time', () => {
  it('shows a quiet broker that the device is there, and leaves one that does not answer', async () => {
    const { world } = await connected({}, { keepaliveS: 60 });
    await world.pass(200_000);
    expect([world.last.count('pingreq'), world.sockets.length]).toEqual([3, 1]);
    world.settings = { acknowledges: false };
    await world.pass(95_000);
    expect(world.told[1]).toContain('to answer in time, but the deadline passed');
    expect(world.sockets).toHaveLength(2);
  });

  it.each([
    [60, 20, 4],
    [60, undefined, 1],
    [0, undefined, 0],
  ])(
    'pings after %s s, or what the broker wants: %s s',
    async (keepaliveS, serverKeepAlive, pings) => {
      const properties = serverKeepAlive === undefined ? {} : { serverKeepAlive };
      const { world } = await connected({ connack: { properties } }, { keepaliveS });
      await world.pass(99_000);
      expect([world.last.count('pingreq'), world.told.length]).toEqual([pings, 1]);
    },
  );

  it('leaves a broker that acknowledges nothing, and tries one message at a time', async () => {
    const { world, link } = await connected({ acknowledges: false }, { ackTimeoutMs: 5000 });
    for (const id of [1, 2, 3]) link.publish(report(id));
    await world.pass(7000);
    expect(world.sockets).toHaveLength(2);
    expect(link.failure).toBeUndefined();
    expect(publishes(world)).toHaveLength(1);
    world.settings = {};
    const messageId = publishes(world)[0]?.messageId ?? 0;
    world.last.answer({ cmd: 'puback', messageId });
    await world.settle();
    expect(world.told.slice(-3)).toEqual([1, 2, 3].map((id) => `van-1 published ${id}`));
  });

  it('waits longer after each attempt in vain, says so once, and differs between devices', async () => {
    const world = new FakeWorld(
      { isReachable: false },
      { backOff: { firstMs: 1000, lastMs: 8000 } },
    );
    const links = ['van-1', 'van-2'].map((name) => world.link(name));
    for (const link of links) link.connect();
    await world.pass(60_000);
    expect(world.told).toHaveLength(2);
    expect(world.told[0]).toContain('nothing listens there');
    expect(world.sockets.length).toBeGreaterThan(20);
    expect(world.sockets.length).toBeLessThan(36);
    expect(links[0]?.failure?.code).toBe('MQTT_UNREACHABLE');
    await Promise.all(links.map((link) => link.stop()));
    const tries = world.sockets.length;
    await world.pass(60_000);
    expect(world.sockets).toHaveLength(tries);
  });

  it('gives up a connection that does not come about', async () => {
    const world = new FakeWorld({}, { connectTimeoutMs: 4000 });
    const link = world.link();
    link.connect();
    world.clock.step(4010);
    expect(link.failure?.code).toBe('MQTT_TIMEOUT');
    expect(world.wire.dialer.dialling).toBe(0);
  });
});

it('binds to another address of this machine when the system has no port left', async () => {
  const { world } = await connected();
  world.last.emit('error', Object.assign(new TypeError('no port'), { code: 'EADDRNOTAVAIL' }));
  await world.pass(1000);
  expect(world.sockets.map(({ dial }) => dial.localAddress)).toEqual([undefined, '127.0.0.2']);
  expect(world.told.at(-1)).toBe('van-1 connected');
});

describe('with several brokers', () => {
  const brokers = ['mqtt://127.0.0.1:1', 'mqtt://127.0.0.1:2'];

  it('goes on at the next one, and back to the first after a while', async () => {
    const world = new FakeWorld({ isReachable: false }, { returnAfterMs: 60_000 });
    const link = world.link('van-1', brokers);
    link.connect();
    await world.settle();
    world.settings = {};
    await world.pass(1000);
    expect([link.broker, world.last.dial.port]).toEqual([1, 2]);
    await world.pass(61_000);
    expect([link.broker, world.last.dial.port]).toEqual([0, 1]);
    expect(world.sockets[1]?.sent.at(-1)?.cmd).toBe('disconnect');
    expect(world.wire.connected).toBe(1);
  });

  it('is hopeless only when each of them fails for good', async () => {
    const world = new FakeWorld({ connack: { reasonCode: 135 } });
    const link = world.link('van-1', brokers);
    link.connect();
    await world.settle();
    expect(link.hopeless).toBeUndefined();
    await world.pass(1000);
    expect(link.hopeless?.code).toBe('MQTT_REFUSED');
  });
});

it('refuses plain MQTT unless a bench asks for it', () => {
  const wire = new FleetWire();
  const who = { tenant: 'acme', device: 'van-1', tls: () => expect.fail('asked for TLS') };
  const events = {
    connected: () => undefined,
    published: () => undefined,
    received: () => undefined,
    disconnected: () => undefined,
  };
  const make = () => new LeanLink(wire, { ...who, brokers: ['mqtt://127.0.0.1:1883'] }, events);
  expect(make).toThrow(expect.objectContaining({ code: 'MQTT_URL' }));
  const none = new LeanLink(wire, { ...who, brokers: [] }, events);
  expect(() => none.connect()).toThrow(expect.objectContaining({ code: 'MQTT_BROKERS' }));
});

it('tells what is wrong with certificate and key of a device, and spoils nothing for the next', async () => {
  const world = new FakeWorld();
  const wire = new FleetWire({ backOff: { firstMs: 60_000, lastMs: 60_000 } });
  const events = {
    connected: () => undefined,
    published: () => undefined,
    received: () => undefined,
    disconnected: (reason: string) => void world.told.push(reason),
  };
  const tls = () => ({ caPem: '', certPem: 'none', keyPem: 'none' });
  const who = { tenant: 'acme', device: 'van-1', brokers: ['mqtts://127.0.0.1:1'], tls };
  const link = new LeanLink(wire, who, events);
  link.connect();
  expect(link.failure?.code).toBe('MQTT_CREDENTIALS');
  expect(world.told).toHaveLength(1);
  expect(wire.dialer.dialling).toBe(0);
  await link.stop();
  wire.stop();
});

it('says goodbye when it is stopped, and tells nothing more', async () => {
  const { world, link } = await connected({ acknowledges: false });
  link.publish(report(1));
  await link.stop();
  expect(world.last.sent.at(-1)?.cmd).toBe('disconnect');
  expect([world.told, link.idle, world.wire.connected]).toEqual([['van-1 connected'], true, 0]);
  await world.pass(120_000);
  expect(world.sockets).toHaveLength(1);
});
