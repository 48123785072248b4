import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { setImmediate } from 'node:timers/promises';

import { afterEach, beforeAll, expect, it } from 'vitest';

import { RawClient, withDeadline } from './raw-client.ts';
import { startEmbeddedBroker } from './embedded-broker.ts';
import type { EmbeddedBroker } from './embedded-broker.ts';
import type { BrokerLimits } from './limits.ts';
import type { Credentials } from '../pki/credentials.ts';
import { TestPki } from '../pki/test-pki.ts';

const REPORT = 'feierabend/1/acme/van-1/report';
let pki: TestPki;
let van: Credentials;
let office: Credentials;
let broker: EmbeddedBroker;

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  van = await pki.issueDevice('acme', 'van-1');
  office = await pki.issueController('acme', 'office');
});

afterEach(() => broker.stop());

async function start(limits: Partial<BrokerLimits>): Promise<void> {
  broker = await startEmbeddedBroker({ pki, limits });
}

/**
 * Sockets and servers of this process, after the turn of the event loop in which the system frees
 * closed ones.
 */
async function openHandles(): Promise<string[]> {
  await setImmediate();
  return process.getActiveResourcesInfo().filter((name) => /TCP|TLS/u.test(name));
}

async function join(clientId: string, credentials: Credentials, clean = true): Promise<RawClient> {
  const client = new RawClient({ broker, pki, credentials, clientId, mqtt: { clean } });
  expect(await client.accepted()).toBe(true);
  return client;
}

it('ends the connection of a client whose packet is too long', async () => {
  await start({ packetBytesMax: 2000 });
  const reader = await join('acme/office', office);
  await reader.subscribe('feierabend/1/acme/#');
  const sender = await join('acme/van-1', van);
  expect(await sender.publish(REPORT, 'x'.repeat(1900))).toBe(true);
  expect(await sender.publish(REPORT, 'x'.repeat(2100))).toBe(false);
  const again = await join('acme/van-1', van);
  await again.publish(REPORT, 'end');
  const received = await reader.until('end');
  expect(received.map((one) => one.text.length)).toEqual([1900, 3]);
  await Promise.all([reader.end(), again.end()]);
});

it('turns away connections over the limit and takes new ones when there is room', async () => {
  await start({ connectionsMax: 2 });
  const reader = await join('acme/office', office);
  const device = await join('acme/van-1', van);
  const extra = connectTcp(broker.port, '127.0.0.1');
  extra.on('error', () => undefined);
  await withDeadline(once(extra, 'close'), 'end of the connection too many');
  expect(broker.stats()).toMatchObject({ connected: 2, dropped: 1 });
  await device.end();
  const again = await join('acme/van-1', van);
  await Promise.all([reader.end(), again.end()]);
});

it('ends a connection that never finishes its handshake', async () => {
  await start({ handshakeTimeoutMs: 100 });
  const silent = connectTcp(broker.port, '127.0.0.1');
  silent.on('error', () => undefined);
  await withDeadline(once(silent, 'close'), 'end of the silent connection');
  await expect.poll(() => broker.stats().handshakesRefused).toBe(1);
});

it('acknowledges nothing it has no room for', async () => {
  await start({ queuedMessagesMax: 2 });
  const reader = await join('acme/office', office, false);
  await reader.subscribe('feierabend/1/acme/#');
  await reader.end();
  const sender = await join('acme/van-1', van);
  expect(await sender.publish(REPORT, 'one')).toBe(true);
  expect(await sender.publish(REPORT, 'two')).toBe(true);
  expect(await sender.publish(REPORT, 'three')).toBe(false);
  expect(broker.stats()).toMatchObject({ published: 2, publishesRefused: 1, queuedMessages: 2 });
  const back = await join('acme/office', office, false);
  await back.until('two');
  expect(back.received.map((one) => one.text)).toEqual(['one', 'two']);
  await back.end();
});

it('refuses a client that will not be heard of', async () => {
  await start({});
  const client = new RawClient({
    broker,
    pki,
    credentials: van,
    clientId: 'acme/van-1',
    mqtt: { keepalive: 0 },
  });
  expect(await client.accepted()).toBe(false);
  await client.end();
});

it('stops with clients connected, shaking hands and silent, and leaves no handle', async () => {
  expect(await openHandles()).toEqual([]);
  await start({});
  const device = await join('acme/van-1', van);
  const silent = connectTcp(broker.port, '127.0.0.1');
  silent.on('error', () => undefined);
  await once(silent, 'connect');
  const ends = Promise.all([device.closed(), once(silent, 'close')]);
  await broker.stop(5000);
  await broker.stop(5000);
  await withDeadline(ends, 'end of both connections');
  await device.end();
  expect(await openHandles()).toEqual([]);
  const late = connectTcp(broker.port, '127.0.0.1');
  const [error] = await withDeadline(once(late, 'error'), 'refusal');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});

it('says in one sentence that its port is taken', async () => {
  await start({});
  await expect(startEmbeddedBroker({ pki, port: broker.port })).rejects.toMatchObject({
    code: 'BROKER_PORT',
    message:
      `Expected to listen on 127.0.0.1:${broker.port}, but the port is taken or not allowed; ` +
      'choose another port, or 0 for a free one.',
  });
});
