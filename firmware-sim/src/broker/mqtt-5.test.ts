import { MqttLink } from '../adapters/mqtt/mqtt-link.ts';
import type { LinkEvents } from '../core/ports.ts';
import type { MqttLinkOptions } from '../adapters/mqtt/mqtt-link.ts';
import { afterEach, beforeAll, expect, it } from 'vitest';

import type { Credentials } from '../pki/credentials.ts';
import { TestPki } from '../pki/test-pki.ts';
import { SinkBroker } from './sink-broker.ts';
import type { SinkBrokerOptions } from './sink-broker.ts';

const topic = 'feierabend/1/acme/van-1/report';
const report = (id: number) => ({
  id,
  channel: 'report' as const,
  payload: new TextEncoder().encode(`m${id}`),
});

let pki: TestPki;
let van: Credentials;
let broker: SinkBroker;
let link: MqttLink;
let told: string[];

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  van = await pki.issueDevice('acme', 'van-1');
});

afterEach(async () => {
  await link.stop(100);
  await broker.stop();
});

async function start(
  options: Omit<SinkBrokerOptions, 'pki'> = {},
  linkOptions: Partial<MqttLinkOptions> = {},
): Promise<void> {
  told = [];
  const events: LinkEvents = {
    connected: () => told.push('connected'),
    published: (id) => told.push(`published ${id}`),
    received: () => undefined,
    disconnected: (reason) => told.push(reason),
  };
  broker = await SinkBroker.start({ pki, ...options });
  link = new MqttLink(
    {
      brokers: [{ url: broker.url, caPem: pki.caPem, ...van }],
      tenant: 'acme',
      device: 'van-1',
      connectTimeoutMs: 10_000,
      backOff: { firstMs: 10, lastMs: 40 },
      ...linkOptions,
    },
    events,
  );
  link.connect();
}

it.each([
  ['is longer than any', '30ffffff7f0001', '64 KiB'],
  ['has both bits of its QoS set', '3600', 'it sent something else'],
  ['is shorter than its topic', '3006ffff61626364', 'it sent something else'],
])('gives up a connection with a packet that %s, and comes back', async (_, hex, words) => {
  await start();
  await link.whenConnected();
  broker.inject(Buffer.from(hex, 'hex'));
  await expect.poll(() => told, { timeout: 5000 }).toHaveLength(3);
  expect(told).toEqual(['connected', expect.stringContaining(words), 'connected']);
});

it('asks for a session that outlives the connection, and leaves its will', async () => {
  await start({}, { sessionExpiryS: 86_400 });
  await link.whenConnected();
  expect(broker.connects[0]).toMatchObject({
    protocolVersion: 5,
    clientId: 'acme/van-1',
    clean: false,
    properties: { sessionExpiryInterval: 86_400 },
    will: { topic: 'feierabend/1/acme/van-1/status', retain: false, qos: 1 },
  });
});

it('falls back to MQTT 3.1.1 where the broker speaks nothing else, without a wait', async () => {
  await start({ levels: [4] }, { backOff: { firstMs: 60_000, lastMs: 60_000 } });
  await link.whenConnected();
  expect(broker.connects.map((one) => one.protocolVersion)).toEqual([5, 4]);
  expect([link.version, told]).toEqual(['3.1.1', ['connected']]);
});

it.each([
  [['5'], [4], 5],
  [['3.1.1'], [5], 4],
] as const)('does not speak what is not allowed: %s', async (versions, levels, asked) => {
  await start({ levels }, { versions });
  await expect(link.whenConnected()).rejects.toMatchObject({
    code: 'MQTT_REFUSED',
    came: 'it speaks none of the MQTT versions that are allowed here',
  });
  expect(new Set(broker.connects.map((one) => one.protocolVersion))).toEqual(new Set([asked]));
});

it('names a topic once, and then its alias, as far as the broker takes aliases', async () => {
  await start({ properties: { topicAliasMaximum: 1 } });
  await link.whenConnected();
  for (const id of [1, 2]) link.publish(report(id));
  expect(await link.settled(5000)).toBe(true);
  expect(broker.published.map((one) => [one.topic, one.properties?.topicAlias])).toEqual([
    [topic, 1],
    ['', 1],
  ]);
});

it('sends what is left of the retention with each message', async () => {
  await start();
  await link.whenConnected();
  link.publish({ ...report(1), expiryS: 1000.5 });
  link.publish({ ...report(2), expiryS: 0.2 });
  link.publish(report(3));
  expect(await link.settled(5000)).toBe(true);
  const expiries = broker.published.map((one) => one.properties?.messageExpiryInterval);
  expect(expiries).toEqual([
    expect.toSatisfy((s: number) => [999, 1000].includes(s)),
    1,
    undefined,
  ]);
});

it('has no more under way than the broker wants', async () => {
  const heldOn = new Map<number, number>();
  await start(
    {
      properties: { receiveMaximum: 2 },
      reasonOf: () => {
        const connection = broker.connects.length;
        heldOn.set(connection, (heldOn.get(connection) ?? 0) + 1);
        return undefined;
      },
    },
    { ackTimeoutMs: 50 },
  );
  await link.whenConnected();
  for (let id = 1; id <= 5; id += 1) link.publish(report(id));
  await expect.poll(() => broker.connects.length, { timeout: 5000 }).toBeGreaterThan(1);
  expect(told.at(1)).toContain('the deadline passed');
  expect(heldOn.get(1)).toBe(2);
  expect(Math.max(...heldOn.values())).toBe(2);
});

it('repeats what was not acknowledged as the packet it was', async () => {
  let isSilent = true;
  await start({ reasonOf: () => (isSilent ? undefined : 0) }, { ackTimeoutMs: 60 });
  await link.whenConnected();
  link.publish(report(7));
  await expect.poll(() => broker.connects.length).toBe(2);
  isSilent = false;
  expect(await link.settled(5000)).toBe(true);
  const [first, second] = broker.published;
  expect([first?.dup, second?.dup]).toEqual([false, true]);
  expect(second?.messageId).toBe(first?.messageId);
});

it('keeps a message nobody would read, and offers it again', async () => {
  let readers = 0;
  await start({ reasonOf: () => ((readers += 1) > 2 ? 0 : 16) });
  await link.whenConnected();
  link.publish(report(1));
  expect(await link.settled(10_000)).toBe(true);
  expect(told).toEqual(['connected', 'published 1']);
  expect(broker.published.map((one) => one.dup)).toEqual([false, false, false]);
});

it.each([
  ['not authorised', 135],
  ['over quota', 151],
])('keeps a message that is refused as %s, says so, and backs off', async (_name, reason) => {
  let refusals = 3;
  await start({ reasonOf: () => ((refusals -= 1) >= 0 ? reason : 0) });
  link.publish(report(1));
  await expect.poll(() => told.at(-1), { timeout: 5000 }).toBe('published 1');
  expect(told.filter((one) => one.includes('it refused it; the message is kept'))).toHaveLength(3);
});

it.each([
  ['another client with its identity', 142, 'another client connected with the same identity'],
  ['a shutdown', 139, 'it says it is not available'],
])('says why the broker ended the connection: %s', async (_name, reason, sentence) => {
  await start();
  await link.whenConnected();
  broker.disconnect(reason);
  await expect.poll(() => told.at(1)).toContain(sentence);
});

it('does not use a broker that takes smaller packets than it sends', async () => {
  await start({ properties: { maximumPacketSize: 1024 } });
  await expect(link.whenConnected()).rejects.toMatchObject({
    code: 'MQTT_REFUSED',
    came: 'it takes smaller packets only than a tracker sends',
  });
});
