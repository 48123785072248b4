import { linkContract } from '../adapters/link-contract.ts';
import { MqttLink } from '../adapters/mqtt/mqtt-link.ts';
import type { LinkEvents } from '../core/ports.ts';
import type { MqttVersion } from '../adapters/mqtt/mqtt-version.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { Credentials } from '../pki/credentials.ts';
import { TestPki } from '../pki/test-pki.ts';
import { RawClient, withDeadline } from './raw-client.ts';
import { startMqttLinkBench, type BrokerLinkBench } from './link-bench.tool.ts';
import { Mosquitto } from './mosquitto.ts';

const silent: LinkEvents = {
  connected: () => undefined,
  published: () => undefined,
  received: () => undefined,
  disconnected: () => undefined,
};
const devices = Array.from({ length: 40 }, (_, at) => `van-${at}`);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

let pki: TestPki;
let office: Credentials;
let spy: Credentials;
let broker: Mosquitto;
let bench: BrokerLinkBench<MqttLink> | undefined;
const clients: RawClient[] = [];

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  office = await pki.issueController('acme', 'office');
  spy = await pki.issueDevice('spies', 'van-1');
  broker = await Mosquitto.start({
    pki,
    identities: [
      { tenant: 'acme', name: 'office', role: 'controller' },
      ...devices.map((name) => ({ tenant: 'acme', name, role: 'device' }) as const),
      { tenant: 'spies', name: 'van-1', role: 'device' },
    ],
  });
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await bench?.stop();
  bench = undefined;
});
afterAll(() => broker.stop());

let used = 0;
async function startBench(versions: readonly MqttVersion[] = ['5', '3.1.1']) {
  used += 1;
  bench = await startMqttLinkBench({
    pki,
    brokerPort: broker.port,
    device: devices[used] ?? '',
    office: { name: 'office', credentials: office },
    link: { versions },
  });
  return { bench, device: devices[used] ?? '' };
}

function join(credentials: Credentials, clientId: string, mqtt: object = {}): RawClient {
  const client = new RawClient({ broker, pki, credentials, clientId, mqtt });
  clients.push(client);
  return client;
}

describe.each<MqttVersion>(['5', '3.1.1'])(
  'the link over MQTT %s and mosquitto is one that',
  (version) => {
    it.each(linkContract)('$title', async (one) => {
      const { bench: world } = await startBench([version]);
      await one.run(world);
      expect(world.links.every((link) => link.version === version)).toBe(true);
    });
  },
);

it('speaks MQTT 5 where the broker does, and tells it when a message expires', async () => {
  const { bench: world, device } = await startBench();
  const reader = join(office, 'acme/office', { protocolVersion: 5 });
  await reader.accepted();
  const expiries: (number | undefined)[] = [];
  reader.client.on('message', (_topic, _payload, packet) => {
    expiries.push(packet.properties?.messageExpiryInterval);
  });
  await reader.subscribe(`feierabend/1/acme/${device}/report`);
  const link = world.make(silent);
  link.connect();
  await link.whenConnected();
  link.publish({ id: 1, channel: 'report', payload: bytes('a'), expiryS: 3600 });
  link.publish({ id: 2, channel: 'report', payload: bytes('b') });
  await reader.until('b');
  expect(link.version).toBe('5');
  expect(expiries).toEqual([expect.toSatisfy((s: number) => s > 3590 && s <= 3600), undefined]);
});

it('keeps its messages over a crash of the broker, and delivers them to the next', async () => {
  const { bench: world } = await startBench();
  const link = world.make(silent);
  link.connect();
  await link.whenConnected();
  await broker.kill();
  for (const id of [1, 2, 3]) link.publish({ id, channel: 'report', payload: bytes(`m${id}`) });
  await broker.up();
  // Without persistence the broker has forgotten its reader: MQTT 5 tells the link that nobody would get the messages.
  await link.whenConnected();
  const reader = join(office, 'acme/office');
  await reader.accepted();
  await reader.subscribe('feierabend/1/acme/#');
  await reader.until('m3');
  expect(await link.settled(10_000)).toBe(true);
  // One that came before the reader had subscribed was refused, and comes again behind those that came after it.
  const texts = reader.received.map((one) => one.text).filter((text) => text.startsWith('m'));
  expect([...new Set(texts)].toSorted()).toEqual(['m1', 'm2', 'm3']);
});

it('frees nothing the broker has no reader for, which MQTT 3.1.1 cannot tell', async () => {
  const outcomes: string[] = [];
  for (const version of ['5', '3.1.1'] as const) {
    const { bench: world, device } = await startBench([version]);
    const reader = join(office, 'acme/office');
    await reader.accepted();
    const link = world.make({ ...silent, published: (id) => outcomes.push(`${version} ${id}`) });
    link.connect();
    await link.whenConnected();
    link.publish({ id: 1, channel: 'event', payload: bytes('x') });
    if (version === '3.1.1') expect(await link.settled(5000)).toBe(true);
    else {
      expect(await link.settled(300)).toBe(false);
      await reader.subscribe(`feierabend/1/acme/${device}/event`);
      await reader.until('x');
      expect(await link.settled(5000)).toBe(true);
    }
    await reader.end();
    await world.stop();
    bench = undefined;
  }
  expect(outcomes).toEqual(['5 1', '3.1.1 1']);
});

it('ends the connection over a message the access rules refuse, and keeps it', async () => {
  const reasons: string[] = [];
  const refused = new Promise<void>((resolve) => {
    const link = new MqttLink(
      {
        // The certificate is of another tenant than the topics.
        brokers: [{ url: `mqtts://127.0.0.1:${broker.port}`, caPem: pki.caPem, ...spy }],
        tenant: 'acme',
        device: 'van-1',
        connectTimeoutMs: 10_000,
      },
      {
        ...silent,
        published: () => reasons.push('published'),
        disconnected: (reason) => {
          reasons.push(reason);
          void link.stop().then(resolve);
        },
      },
    );
    link.publish({ id: 1, channel: 'report', payload: bytes('forged') });
    link.connect();
  });
  await withDeadline(refused, 'refusal');
  expect(reasons).toEqual([expect.stringContaining('it refused it; the message is kept')]);
});

it('lets no client read or write for another tenant, whatever its SUBACK says', async () => {
  const reader = join(office, 'acme/office');
  await reader.accepted();
  await reader.subscribe('feierabend/1/acme/#');
  const attacker = join(spy, 'acme/van-1');
  expect(await attacker.accepted()).toBe(true);
  await attacker.subscribe('#', 'feierabend/1/acme/#', '$share/g/feierabend/1/acme/#');
  await attacker.publish('feierabend/1/acme/van-1/report', 'forged');
  const van = join(await pki.issueDevice('acme', 'van-1'), 'acme/van-1');
  await van.accepted();
  await van.publish('feierabend/1/acme/van-1/report', 'genuine');
  await reader.until('genuine');
  expect(reader.received.map((one) => one.text)).toEqual(['genuine']);
  // What comes last comes after all that should not have come.
  await attacker.publish('feierabend/1/spies/van-1/report', 'own');
  expect(attacker.received).toEqual([]);
});

it('lets no device take over the session of another tenant that bears its name', async () => {
  const van = join(await pki.issueDevice('acme', 'van-1'), 'acme/van-1');
  await van.accepted();
  const attacker = join(spy, 'acme/van-1');
  expect(await attacker.accepted()).toBe(true);
  expect(await van.publish('feierabend/1/acme/van-1/report', 'still here')).toBe(true);
});

it('lets no device take over the session of another of its own tenant', async () => {
  const van = join(await pki.issueDevice('acme', 'van-1'), 'acme/van-1');
  await van.accepted();
  const other = await pki.issueDevice('acme', 'van-2');
  // Once with the id the victim asked for, once with the one the broker gave it.
  for (const clientId of ['acme/van-1', 'OU=device,O=acme,CN=van-1']) {
    const attacker = join(other, clientId);
    expect(await attacker.accepted()).toBe(true);
    await attacker.subscribe('feierabend/1/acme/van-1/smp/req');
    expect(await van.publish('feierabend/1/acme/van-1/report', 'still here')).toBe(true);
    const reader = join(office, 'acme/office');
    await reader.accepted();
    await reader.publish('feierabend/1/acme/van-1/smp/req', 'for van-1 only');
    await reader.publish('feierabend/1/acme/van-2/smp/req', 'for van-2');
    await attacker.subscribe('feierabend/1/acme/van-2/smp/req');
    await reader.publish('feierabend/1/acme/van-2/smp/req', 'the last');
    await attacker.until('the last');
    expect(attacker.received.map(({ text }) => text)).not.toContain('for van-1 only');
    await attacker.end();
    await reader.end();
  }
});

it('keeps nothing for later readers that was sent to be retained', async () => {
  const van = join(await pki.issueDevice('acme', 'van-1'), 'acme/van-1');
  await van.accepted();
  await van.publish('feierabend/1/acme/van-1/status', 'on duty', true);
  const reader = join(office, 'acme/office');
  await reader.accepted();
  await reader.subscribe('feierabend/1/acme/#');
  const again = join(await pki.issueDevice('acme', 'van-1'), 'acme/van-1');
  await again.accepted();
  await again.publish('feierabend/1/acme/van-1/status', 'now');
  await reader.until('now');
  expect(reader.received.map(({ text }) => text)).toEqual(['now']);
});

it('refuses a client without a certificate', async () => {
  const client = new RawClient({ broker, pki, clientId: 'acme/van-1' });
  clients.push(client);
  expect(await client.accepted()).toBe(false);
});
