import type { LinkEvents } from '../core/ports.ts';
import type { MqttLink, MqttLinkOptions } from '../adapters/mqtt/mqtt-link.ts';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { FaultProxy } from '../faults/fault-proxy.ts';
import type { StreamSide, Toxic } from '../faults/toxic.ts';
import type { Credentials } from '../pki/credentials.ts';
import { TestPki } from '../pki/test-pki.ts';
import { withDeadline } from './raw-client.ts';
import { startEmbeddedBroker } from './embedded-broker.ts';
import type { EmbeddedBroker } from './embedded-broker.ts';
import { startMqttLinkBench, type BrokerLinkBench } from './link-bench.tool.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const report = (id: number, size = 0) => ({
  id,
  channel: 'report' as const,
  payload: bytes(`m${id}${' '.repeat(size)}`),
});

let pki: TestPki;
let office: { name: string; credentials: Credentials };
let broker: EmbeddedBroker;
let bench: BrokerLinkBench<MqttLink>;
let told: string[];
let events: LinkEvents;

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  office = { name: 'office', credentials: await pki.issueController('acme', 'office') };
});

beforeEach(async () => {
  broker = await startEmbeddedBroker({ pki });
  told = [];
  events = {
    connected: () => told.push('connected'),
    published: (id) => told.push(`published ${id}`),
    received: () => undefined,
    disconnected: (reason) => told.push(reason),
  };
});

afterEach(async () => {
  await bench.stop();
  await broker.stop();
});

async function start(link: Partial<MqttLinkOptions> = {}): Promise<MqttLink> {
  // Behind a broker that speaks 3.1.1 only, the first attempt in MQTT 5 is of no interest here.
  const options = { versions: ['3.1.1'] as const, ...link };
  bench = await startMqttLinkBench({
    pki,
    brokerPort: broker.port,
    device: 'van-1',
    office,
    link: options,
  });
  const made = bench.make(events);
  made.connect();
  await made.whenConnected();
  return made;
}

const texts = () => bench.delivered().map((text) => text.trim());
const published = () => told.filter((one) => one.startsWith('published'));
const settle = async (link: MqttLink) => expect(await link.settled(10_000)).toBe(true);

const arrived = (count: number) =>
  bench.until(() => new Set(texts()).size === count, 'every message');

/** Everything arrived, in the order of its first arrival, and was reported once. */
function expectAll(count: number): void {
  const ids = Array.from({ length: count }, (_, at) => at + 1);
  expect([...new Set(texts())]).toEqual(ids.map((id) => `m${id}`));
  expect(published().toSorted()).toEqual(ids.map((id) => `published ${id}`).toSorted());
}

describe('nothing acknowledged is lost', () => {
  it.each<[string, StreamSide, Toxic]>([
    ['a reset in the middle of a message', 'upstream', { type: 'limit_data', bytes: 4000 }],
    [
      'a reset in the middle of an acknowledgement',
      'downstream',
      { type: 'limit_data', bytes: 70 },
    ],
    ['a reset', 'downstream', { type: 'reset_peer', timeoutMs: 10 }],
    ['a flipped bit on the way up', 'upstream', { type: 'flip', afterBytes: 2500 }],
    ['a flipped bit on the way down', 'downstream', { type: 'flip', afterBytes: 60 }],
    ['a black hole', 'upstream', { type: 'timeout', timeoutMs: 50 }],
  ])('by %s', async (_name, side, toxic) => {
    const link = await start({ ackTimeoutMs: 300 });
    const heal = bench.proxy.add(side, toxic);
    for (let id = 1; id <= 20; id += 1) link.publish(report(id, 500));
    await bench.until(() => told.length > 1 && !told.at(-1)?.startsWith('published'), 'loss');
    heal();
    await settle(link);
    await arrived(20);
    expectAll(20);
    expect(bench.proxy.connectionsSeen).toBeGreaterThan(1);
  });

  it('by a link of thirty kilobytes a second that is cut into pieces and slow to answer', async () => {
    const link = await start();
    bench.proxy.add('upstream', { type: 'bandwidth', rateBytesPerS: 30_000 });
    bench.proxy.add('upstream', { type: 'slicer', averageBytes: 200 });
    bench.proxy.add('downstream', { type: 'latency', latencyMs: 20, jitterMs: 20 });
    for (let id = 1; id <= 12; id += 1) link.publish(report(id, 800));
    await settle(link);
    await arrived(12);
    expectAll(12);
    expect(texts()).toHaveLength(12);
  });

  it('by a hole that swallows acknowledgements for good: it is left at a deadline', async () => {
    const link = await start({ ackTimeoutMs: 100 });
    const heal = bench.proxy.add('downstream', { type: 'timeout', timeoutMs: 0 });
    for (let id = 1; id <= 5; id += 1) link.publish(report(id));
    await bench.until(() => told.length > 1, 'loss');
    expect(told.at(-1)).toContain('to answer in time, but the deadline passed');
    heal();
    await settle(link);
    await arrived(5);
    expectAll(5);
    // After silence one message at a time is tried, so that a link that is merely slow comes through.
    expect(texts().filter((text) => text === 'm2').length).toBeLessThanOrEqual(2);
  });
});

it('does not write what was withdrawn while earlier bytes wait for a slow network', async () => {
  const link = await start({ inFlightMax: 64 });
  const heal = bench.proxy.add('upstream', { type: 'timeout', timeoutMs: 0 });
  // More than the system takes on loopback, so that the socket says that it is full.
  const size = 60_000;
  for (let id = 1; id <= 1000; id += 1) link.publish(report(id, size));
  const taken = Array.from({ length: 1000 }, (_, at) => link.withdraw(at + 1));
  expect(taken.at(0)).toBe(false);
  expect(taken.at(-1)).toBe(true);
  heal();
  link.publish(report(2000));
  await bench.until(() => texts().includes('m2000'), 'the last message');
  const written = Array.from({ length: taken.indexOf(true) }, (_, at) => `m${at + 1}`);
  expect(texts()).toEqual([...written, 'm2000']);
});

describe('with several brokers', () => {
  let second: EmbeddedBroker;
  let firstWire: FaultProxy;

  beforeEach(async () => {
    second = await startEmbeddedBroker({ pki });
    firstWire = await FaultProxy.listen({ targetPort: second.port });
  });
  afterEach(async () => {
    await firstWire.down();
    await second.stop();
  });

  /** The bench's own broker is the second choice here. */
  async function startTwo(link: Partial<MqttLinkOptions> = {}): Promise<MqttLink> {
    const credentials = await pki.issueDevice('acme', 'van-1');
    const at = (port: number) => ({
      url: `mqtts://127.0.0.1:${port}`,
      caPem: pki.caPem,
      ...credentials,
    });
    return start({
      brokers: [at(firstWire.port), at(broker.port)],
      backOff: { firstMs: 10, lastMs: 30 },
      ...link,
    });
  }

  it('goes on at the next one when the first is gone, with what that had not acknowledged', async () => {
    const link = await startTwo({ returnAfterMs: 60_000 });
    expect(link.broker).toBe(0);
    firstWire.add('downstream', { type: 'timeout', timeoutMs: 0 });
    for (let id = 1; id <= 5; id += 1) link.publish(report(id));
    await expect.poll(() => second.stats().published).toBe(5);
    expect(published()).toEqual([]);
    await firstWire.down();
    await settle(link);
    await arrived(5);
    expect(link.broker).toBe(1);
    expectAll(5);
  });

  it('comes back to the first one after a while', async () => {
    await firstWire.down();
    const link = await startTwo({ returnAfterMs: 30 });
    expect(link.broker).toBe(1);
    await firstWire.up();
    await bench.until(() => told.filter((one) => one === 'connected').length > 1, 'return');
    await withDeadline(expect.poll(() => second.stats().connected).toBe(1), 'first broker');
    expect(link.broker).toBe(0);
  });

  it('does not give up over one it does not trust', async () => {
    const foreign = await TestPki.create({ now: Date.now, name: 'Another CA' });
    const stranger = await startEmbeddedBroker({ pki: foreign });
    const credentials = await pki.issueDevice('acme', 'van-1');
    const brokers = [stranger.port, broker.port].map((port) => ({
      url: `mqtts://127.0.0.1:${port}`,
      caPem: pki.caPem,
      ...credentials,
    }));
    const link = await start({ brokers });
    expect([link.broker, link.hopeless]).toEqual([1, undefined]);
    expect(told[0]).toContain('another CA');
    await stranger.stop();
  });
});
