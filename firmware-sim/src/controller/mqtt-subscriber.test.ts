import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { startMqttSubscriber } from './mqtt-subscriber.ts';
import type { MqttSubscriberOptions, TenantMessage } from './mqtt-subscriber.ts';
import { RawClient, withDeadline } from '../broker/raw-client.ts';
import { startEmbeddedBroker } from '../broker/embedded-broker.ts';
import type { EmbeddedBroker } from '../broker/embedded-broker.ts';
import type { Credentials } from '../pki/credentials.ts';
import { TestPki } from '../pki/test-pki.ts';

let pki: TestPki;
let office: Credentials;
let broker: EmbeddedBroker;

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  office = await pki.issueController('acme', 'office');
});

beforeEach(async () => {
  broker = await startEmbeddedBroker({ pki });
});

afterEach(() => broker.stop());

const options = (onMessage: (message: TenantMessage) => void): MqttSubscriberOptions => ({
  url: broker.url,
  caPem: pki.caPem,
  credentials: office,
  tenant: 'acme',
  name: 'office',
  connectTimeoutMs: 10_000,
  onMessage,
});

/** Collects messages until one with the given text has come. */
function inbox(last: string) {
  const messages: string[] = [];
  let done: (() => void) | undefined;
  const complete = new Promise<void>((resolve) => {
    done = resolve;
  });
  const onMessage = (message: TenantMessage): void => {
    const text = new TextDecoder().decode(message.payload);
    messages.push(`${message.tenant} ${message.device} ${message.channel} ${text}`);
    if (text === last) done?.();
  };
  return { messages, onMessage, complete: () => withDeadline(complete, `message ${last}`) };
}

async function send(device: string, channel: string, text: string): Promise<void> {
  const credentials = await pki.issueDevice('acme', device);
  const client = new RawClient({ broker, pki, credentials, clientId: `acme/${device}` });
  await client.accepted();
  expect(await client.publish(`feierabend/1/acme/${device}/${channel}`, text)).toBe(true);
  await client.end();
}

it("hands on the device messages of its tenant's tree, in order", async () => {
  const { messages, onMessage, complete } = inbox('end');
  const subscriber = await startMqttSubscriber(options(onMessage));
  await send('van-1', 'report', 'one');
  await send('van-2', 'journal', 'two');
  await send('van-1', 'smp/rsp', 'end');
  await complete();
  expect(messages).toEqual([
    'acme van-1 report one',
    'acme van-2 journal two',
    'acme van-1 smp/rsp end',
  ]);
  expect(subscriber.received).toBe(3);
  await subscriber.stop();
});

it('gets what was published while it was stopped', async () => {
  const before = await startMqttSubscriber(options(() => undefined));
  await before.stop();
  await send('van-1', 'report', 'missed');
  const { messages, onMessage, complete } = inbox('missed');
  const after = await startMqttSubscriber(options(onMessage));
  await complete();
  expect(messages).toEqual(['acme van-1 report missed']);
  await after.stop();
});

it('is refused the tree of another tenant', async () => {
  const other = { ...options(() => undefined), tenant: 'other' };
  await expect(startMqttSubscriber(other)).rejects.toMatchObject({ code: 'MQTT_REFUSED' });
  const credentials = await pki.issueDevice('acme', 'office');
  const asDevice = { ...options(() => undefined), credentials };
  await expect(startMqttSubscriber(asDevice)).rejects.toMatchObject({
    code: 'MQTT_REFUSED',
    came: 'it refused the subscription',
  });
});

it('does not read from a broker of another CA', async () => {
  const { caPem } = await TestPki.create({ now: Date.now, name: 'Another CA' });
  await expect(startMqttSubscriber({ ...options(() => undefined), caPem })).rejects.toMatchObject({
    code: 'MQTT_UNTRUSTED_BROKER',
  });
});
