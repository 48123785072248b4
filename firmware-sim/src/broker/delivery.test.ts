import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { RawClient } from './raw-client.ts';
import type { RawClientOptions } from './raw-client.ts';
import { startEmbeddedBroker } from './embedded-broker.ts';
import type { EmbeddedBroker } from './embedded-broker.ts';
import type { Credentials } from '../pki/credentials.ts';
import { TestPki } from '../pki/test-pki.ts';

let pki: TestPki;
let van1: Credentials;
let van2: Credentials;
let spy: Credentials;
let office: Credentials;
let spyOffice: Credentials;
let broker: EmbeddedBroker;
const opened: RawClient[] = [];

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  van1 = await pki.issueDevice('acme', 'van-1');
  van2 = await pki.issueDevice('acme', 'van-2');
  spy = await pki.issueDevice('spies', 'van-1');
  office = await pki.issueController('acme', 'office');
  spyOffice = await pki.issueController('spies', 'office');
});

beforeEach(async () => {
  broker = await startEmbeddedBroker({ pki });
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((client) => client.end()));
  await broker.stop();
});

function open(clientId: string, credentials: Credentials, mqtt: RawClientOptions['mqtt'] = {}) {
  const client = new RawClient({ broker, pki, credentials, clientId, mqtt });
  opened.push(client);
  return client;
}

async function join(clientId: string, credentials: Credentials, mqtt?: RawClientOptions['mqtt']) {
  const client = open(clientId, credentials, mqtt);
  expect(await client.accepted()).toBe(true);
  return client;
}

async function joinOffice(): Promise<RawClient> {
  const client = await join('acme/office', office);
  expect(await client.subscribe('feierabend/1/acme/#')).toEqual([1]);
  return client;
}

const texts = (client: RawClient): string[] => client.received.map((one) => one.text);

describe('publishing', () => {
  it("delivers a device's report to its controller, once", async () => {
    const reader = await joinOffice();
    const van = await join('acme/van-1', van1);
    expect(await van.publish('feierabend/1/acme/van-1/report', 'sealed')).toBe(true);
    expect(await van.publish('feierabend/1/acme/van-1/event', 'end')).toBe(true);
    expect(await reader.until('end')).toEqual([
      { topic: 'feierabend/1/acme/van-1/report', text: 'sealed', retain: false },
      { topic: 'feierabend/1/acme/van-1/event', text: 'end', retain: false },
    ]);
  });

  it.each([
    ['another tenant', 'feierabend/1/acme/van-1/report'],
    ['another tenant and device', 'feierabend/1/acme/van-9/status'],
    ['nobody', 'anything'],
    ['the broker', '$SYS/x'],
  ])(
    'ends the connection of a device that publishes as %s, and delivers nothing',
    async (_, topic) => {
      const reader = await joinOffice();
      const attacker = await join('spies/van-1', spy);
      expect(await attacker.publish(topic, 'forged')).toBe(false);
      const van = await join('acme/van-1', van1);
      await van.publish('feierabend/1/acme/van-1/report', 'genuine');
      await reader.until('genuine');
      expect(texts(reader)).toEqual(['genuine']);
      expect(broker.stats().publishesRefused).toBe(1);
    },
  );

  it('delivers nothing that a device publishes as another device of its tenant', async () => {
    const reader = await joinOffice();
    const van = await join('acme/van-1', van1);
    expect(await van.publish('feierabend/1/acme/van-2/report', 'forged')).toBe(false);
    const other = await join('acme/van-2', van2);
    await other.publish('feierabend/1/acme/van-2/report', 'genuine');
    await reader.until('genuine');
    expect(texts(reader)).toEqual(['genuine']);
  });

  it('delivers requests of the own controller only', async () => {
    const van = await join('acme/van-1', van1);
    expect(await van.subscribe('feierabend/1/acme/van-1/smp/req')).toEqual([1]);
    const stranger = await join('spies/office', spyOffice);
    expect(await stranger.publish('feierabend/1/acme/van-1/smp/req', 'forged')).toBe(false);
    const colleague = await join('acme/van-2', van2);
    expect(await colleague.publish('feierabend/1/acme/van-1/smp/req', 'forged too')).toBe(false);
    const controller = await join('acme/office', office);
    expect(await controller.publish('feierabend/1/acme/van-1/smp/req', 'genuine')).toBe(true);
    await van.until('genuine');
    expect(texts(van)).toEqual(['genuine']);
  });

  it('keeps no retained message', async () => {
    const van = await join('acme/van-1', van1);
    expect(await van.publish('feierabend/1/acme/van-1/status', 'on duty', true)).toBe(false);
    const reader = await joinOffice();
    const again = await join('acme/van-1', van1);
    await again.publish('feierabend/1/acme/van-1/status', 'end');
    expect(await reader.until('end')).toHaveLength(1);
  });
});

describe('subscribing', () => {
  it.each([
    '#',
    '+/+/+/+/+',
    'feierabend/#',
    'feierabend/1/+/+/report',
    'feierabend/1/acme/#',
    'feierabend/1/acme/van-1/report',
    '$share/group/feierabend/1/acme/#',
    '$SYS/#',
    '/#',
  ])('delivers nothing of another tenant to a subscriber of %s', async (filter) => {
    const spies = [await join('spies/van-1', spy), await join('spies/office', spyOffice)];
    for (const one of spies) expect(await one.subscribe(filter)).toEqual([128]);
    const reader = await joinOffice();
    const van = await join('acme/van-1', van1);
    await van.publish('feierabend/1/acme/van-1/report', 'secret');
    await reader.until('secret');
    // A message of their own, sent later, arrives: what should not come would have come before it.
    const [device, controller] = spies as [RawClient, RawClient];
    expect(await device.subscribe('feierabend/1/spies/van-1/smp/req')).toEqual([1]);
    expect(await controller.subscribe('feierabend/1/spies/+/smp/req')).toEqual([1]);
    await controller.publish('feierabend/1/spies/van-1/smp/req', 'end');
    for (const one of spies) {
      await one.until('end');
      expect(texts(one)).toEqual(['end']);
    }
  });

  it('delivers nothing of the own tenant to a device but its requests', async () => {
    const van = await join('acme/van-2', van2);
    expect(await van.subscribe('feierabend/1/acme/#')).toEqual([128]);
    expect(await van.subscribe('feierabend/1/acme/van-2/smp/req')).toEqual([1]);
    const other = await join('acme/van-1', van1);
    await other.publish('feierabend/1/acme/van-1/report', 'secret');
    const controller = await join('acme/office', office);
    await controller.publish('feierabend/1/acme/van-2/smp/req', 'end');
    await van.until('end');
    expect(texts(van)).toEqual(['end']);
  });

  it('stores no refused filter that shares a packet with an allowed one', async () => {
    const session = { clean: false };
    const before = await join('spies/van-1', spy, session);
    const own = 'feierabend/1/spies/van-1/smp/req';
    expect(await before.subscribe(own, 'feierabend/1/acme/#', '#')).toEqual([1, 128, 128]);
    await before.end();

    const van = await join('acme/van-1', van1);
    await van.publish('feierabend/1/acme/van-1/report', 'secret');
    const controller = await join('spies/office', spyOffice);
    await controller.publish(own, 'end');
    expect(broker.stats().queuedMessages).toBe(1);

    const after = await join('spies/van-1', spy, session);
    await after.until('end');
    expect(texts(after)).toEqual(['end']);
  });
});

describe('identity', () => {
  it('lets no client take over the client id, the session or the queue of another', async () => {
    const victim = await join('acme/van-1', van1, { clean: false });
    expect(await victim.subscribe('feierabend/1/acme/van-1/smp/req')).toEqual([1]);
    for (const credentials of [van2, spy, office, spyOffice]) {
      const attacker = open('acme/van-1', credentials, { clean: false });
      expect(await attacker.accepted()).toBe(false);
      expect(attacker.errors.join()).toContain('Not authorized');
    }
    const controller = await join('acme/office', office);
    await controller.publish('feierabend/1/acme/van-1/smp/req', 'still here');
    await victim.until('still here');
    expect(victim.client.connected).toBe(true);
    expect(broker.stats().connectsRefused).toBe(4);
  });

  it.each(['', 'van-1', 'acme/van-1/x', 'ACME/van-1'])('refuses the client id %j', async (id) => {
    const client = open(id, van1);
    expect(await client.accepted()).toBe(false);
  });

  it('lets a device replace its own broken connection', async () => {
    const first = await join('acme/van-1', van1);
    const second = await join('acme/van-1', van1);
    await first.closed();
    expect(second.client.connected).toBe(true);
  });

  it('refuses a protocol version it does not speak', async () => {
    for (const protocolVersion of [3, 5] as const) {
      const protocolId = protocolVersion === 3 ? 'MQIsdp' : 'MQTT';
      const client = open('acme/van-1', van1, { protocolVersion, protocolId });
      expect(await client.accepted()).toBe(false);
    }
  });
});

describe('last will', () => {
  const will = (topic: string, retain = false): RawClientOptions['mqtt'] => ({
    will: { topic, payload: Buffer.from('gone'), qos: 1, retain },
  });

  it('is delivered when the connection breaks, and not after a goodbye', async () => {
    const reader = await joinOffice();
    const polite = await join('acme/van-1', van1, will('feierabend/1/acme/van-1/status'));
    await polite.end();
    const broken = await join('acme/van-2', van2, will('feierabend/1/acme/van-2/status'));
    await broken.cut();
    const received = await reader.until('gone');
    expect(received.map((one) => one.topic)).toEqual(['feierabend/1/acme/van-2/status']);
  });

  it.each([
    ['in the name of another tenant', 'feierabend/1/acme/van-1/status', false],
    ['to the broker', '$SYS/x', false],
    ['that is retained', 'feierabend/1/spies/van-1/status', true],
  ])('%s is refused with the connection', async (_, topic, retain) => {
    const reader = await joinOffice();
    const attacker = open('spies/van-1', spy, will(topic, retain));
    expect(await attacker.accepted()).toBe(false);
    const van = await join('acme/van-1', van1);
    await van.publish('feierabend/1/acme/van-1/status', 'end');
    await reader.until('end');
    expect(texts(reader)).toEqual(['end']);
  });
});

it('keeps what was sent to an absent reader and delivers it when it returns', async () => {
  const session = { clean: false };
  const before = await join('acme/office', office, session);
  await before.subscribe('feierabend/1/acme/#');
  await before.end();
  const van = await join('acme/van-1', van1);
  for (const text of ['one', 'two', 'three']) {
    expect(await van.publish('feierabend/1/acme/van-1/report', text)).toBe(true);
  }
  const after = await join('acme/office', office, session);
  await after.until('three');
  expect(texts(after)).toEqual(['one', 'two', 'three']);
});
