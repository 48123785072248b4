import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

import { MqttLink } from '../adapters/mqtt/mqtt-link.ts';
import type { LinkEvents } from '../core/ports.ts';
import type { MqttLinkOptions } from '../adapters/mqtt/mqtt-link.ts';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { RawClient, withDeadline } from './raw-client.ts';
import { startEmbeddedBroker } from './embedded-broker.ts';
import type { EmbeddedBroker } from './embedded-broker.ts';
import type { Credentials } from '../pki/credentials.ts';
import { expiredValidity, TestPki } from '../pki/test-pki.ts';

const REQUEST = 'feierabend/1/acme/van-1/smp/req';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

let pki: TestPki;
let foreign: TestPki;
let van: Credentials;
let office: Credentials;
let broker: EmbeddedBroker;
const links: MqttLink[] = [];

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  foreign = await TestPki.create({ now: Date.now, name: 'Another CA' });
  van = await pki.issueDevice('acme', 'van-1');
  office = await pki.issueController('acme', 'office');
});

beforeEach(async () => {
  broker = await startEmbeddedBroker({ pki });
});

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
  await broker.stop();
});

/** The core's side of a link: remembers what it was told, and lets a test wait for it. */
class Core implements LinkEvents {
  readonly told: string[] = [];
  #changed: (() => void) | undefined;

  connected(): void {
    this.#tell('connected');
  }

  published(id: number): void {
    this.#tell(`published ${id}`);
  }

  received(channel: 'smp/req', payload: Uint8Array): void {
    this.#tell(`${channel} ${new TextDecoder().decode(payload)}`);
  }

  disconnected(reason: string): void {
    this.#tell(`disconnected: ${reason}`);
  }

  until(sign: RegExp, times = 1): Promise<void> {
    return withDeadline(
      new Promise((resolve) => {
        this.#changed = () => {
          if (this.told.filter((one) => sign.test(one)).length >= times) resolve();
        };
        this.#changed();
      }),
      `${sign} at the core, which was told ${JSON.stringify(this.told)}`,
    );
  }

  #tell(what: string): void {
    this.told.push(what);
    this.#changed?.();
  }
}

type Entry = MqttLinkOptions['brokers'][number];

function makeLink(
  core: Core,
  { url, certPem, keyPem, ...options }: Partial<MqttLinkOptions & Entry> = {},
): MqttLink {
  const link = new MqttLink(
    {
      brokers: [
        {
          url: url ?? broker.url,
          caPem: pki.caPem,
          certPem: certPem ?? van.certPem,
          keyPem: keyPem ?? van.keyPem,
        },
      ],
      tenant: 'acme',
      device: 'van-1',
      connectTimeoutMs: 10_000,
      backOff: { firstMs: 20, lastMs: 100 },
      ...options,
    },
    core,
  );
  links.push(link);
  return link;
}

async function joinOffice(clean = true): Promise<RawClient> {
  const clientId = 'acme/office';
  const reader = new RawClient({ broker, pki, credentials: office, clientId, mqtt: { clean } });
  expect(await reader.accepted()).toBe(true);
  expect(await reader.subscribe('feierabend/1/acme/#')).toEqual([1]);
  return reader;
}

it('publishes in order, reports each acknowledgement once, and settles', async () => {
  const reader = await joinOffice();
  const core = new Core();
  const link = makeLink(core, { inFlightMax: 3 });
  link.connect();
  for (let id = 1; id <= 20; id += 1) {
    link.publish({ id, channel: 'report', payload: bytes(`r${id}`) });
  }
  link.publish({ id: 7, channel: 'report', payload: bytes('r7') });
  await link.whenConnected();
  expect(await link.settled(10_000)).toBe(true);
  await reader.until('r20');
  const expected = Array.from({ length: 20 }, (_, i) => i + 1);
  expect(reader.received.map((one) => one.text)).toEqual(expected.map((id) => `r${id}`));
  expect(core.told).toEqual(['connected', ...expected.map((id) => `published ${id}`)]);
  await reader.end();
});

it('receives requests, also those sent while it was away, and drops long ones', async () => {
  const controller = await joinOffice();
  const core = new Core();
  const link = makeLink(core, { requestBytesMax: 8 });
  link.connect();
  await link.whenConnected();
  await controller.publish(REQUEST, 'now');
  await core.until(/req now/u);
  await link.stop();
  await controller.publish(REQUEST, 'while away');
  await controller.publish(REQUEST, 'later');
  link.connect();
  await core.until(/req later/u);
  expect(core.told.filter((one) => one.startsWith('smp'))).toEqual([
    'smp/req now',
    'smp/req later',
  ]);
  expect(link.requestsDropped).toBe(1);
  await controller.end();
});

it('leaves a will that says no more than that it is gone', async () => {
  const reader = await joinOffice();
  const core = new Core();
  const link = makeLink(core);
  link.connect();
  await link.whenConnected();
  const polite = makeLink(new Core(), {
    ...(await pki.issueDevice('acme', 'van-2')),
    device: 'van-2',
  });
  polite.connect();
  await polite.whenConnected();
  await polite.stop();
  // The broker breaks the connection of van-1 in favour of a new one with the same identity.
  const twin = new RawClient({ broker, pki, credentials: van, clientId: 'acme/van-1' });
  await reader.until('{"online":false}');
  expect(reader.received).toEqual([
    { topic: 'feierabend/1/acme/van-1/status', text: '{"online":false}', retain: false },
  ]);
  await core.until(/^disconnected/u);
  await link.stop();
  await Promise.all([twin.end(), reader.end()]);
});

it('connects again after the broker was away, and sends what was published meanwhile', async () => {
  const core = new Core();
  const link = makeLink(core);
  link.connect();
  await link.whenConnected();
  const { port } = broker;
  await broker.stop();
  await core.until(/^disconnected/u);
  link.publish({ id: 1, channel: 'report', payload: bytes('meanwhile') });
  expect(await link.settled(0)).toBe(false);
  // The first attempt after the loss has failed and was reported before the broker is back.
  await core.until(/nothing listens there/u);
  broker = await startEmbeddedBroker({ pki, port });
  const reader = await joinOffice();
  await core.until(/^connected/u, 2);
  await core.until(/^published 1/u);
  await reader.until('meanwhile');
  expect(link.failure).toBeUndefined();
  await reader.end();
});

it('repeats a message whose acknowledgement was lost', async () => {
  // Between link and broker, a wire that is cut as soon as the sender has sent a message.
  let cutAfterBytes = Number.POSITIVE_INFINITY;
  const wire = createServer((near) => {
    const far = connect(broker.port, '127.0.0.1');
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const end of [near, far]) end.on('error', cut).on('close', cut);
    near.on('data', (chunk) => {
      far.write(chunk);
      cutAfterBytes -= chunk.length;
    });
    far.on('data', (chunk) => (cutAfterBytes <= 0 ? cut() : near.write(chunk)));
  });
  wire.listen(0, '127.0.0.1');
  await once(wire, 'listening');
  const reader = await joinOffice();
  const core = new Core();
  const link = makeLink(core, { url: `mqtts://127.0.0.1:${(wire.address() as AddressInfo).port}` });
  link.connect();
  await link.whenConnected();
  cutAfterBytes = 1;
  link.publish({ id: 5, channel: 'journal', payload: bytes('page') });
  await core.until(/^disconnected/u);
  cutAfterBytes = Number.POSITIVE_INFINITY;
  await core.until(/^published 5/u);
  await reader.until('page');
  expect(core.told.filter((one) => one === 'published 5')).toHaveLength(1);
  await link.stop();
  await reader.end();
  wire.close();
});

it('takes no more than it can hold, and says so', () => {
  const link = makeLink(new Core(), { queuedMax: 2 });
  const taken = [1, 2, 3].map((id) => link.publish({ id, channel: 'event', payload: bytes('x') }));
  expect(taken).toEqual([true, true, false]);
});

it('tells a broker of another CA nothing, and says so in one sentence', async () => {
  const heard: Buffer[] = [];
  const stranger = createTlsServer(
    { cert: foreign.server.certPem, key: foreign.server.keyPem, maxVersion: 'TLSv1.3' },
    (socket) => socket.on('data', (chunk) => heard.push(chunk)).on('error', () => undefined),
  );
  stranger.on('tlsClientError', () => undefined);
  const connectionEnded = new Promise<void>((resolve) => {
    stranger.once('connection', (socket: Socket) => socket.once('close', () => resolve()));
  });
  stranger.listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const { port } = stranger.address() as AddressInfo;
  const core = new Core();
  const link = makeLink(core, { url: `mqtts://127.0.0.1:${port}` });
  link.connect();
  await expect(link.whenConnected()).rejects.toMatchObject({
    name: 'LinkError',
    code: 'MQTT_UNTRUSTED_BROKER',
    message:
      `Expected the broker at 127.0.0.1:${port} to show a valid certificate of the trusted CA, ` +
      'but its certificate is of another CA; ' +
      'give the CA file of this broker, or do not connect if you did not expect another one.',
  });
  await core.until(/another CA/u);
  await link.stop();
  await withDeadline(connectionEnded, 'end of the connection at the stranger');
  expect(heard).toEqual([]);
  stranger.close();
});

it('says of a server that speaks HTTP that it speaks no MQTT', async () => {
  const { certPem: cert, keyPem: key } = pki.server;
  const web = createTlsServer({ cert, key }, (socket) =>
    socket
      .on('error', () => undefined)
      .resume()
      .write('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  const core = new Core();
  const { port } = web.address() as AddressInfo;
  const link = makeLink(core, { url: `mqtts://127.0.0.1:${port}` });
  link.connect();
  await core.until(/disconnected: .*to send MQTT packets.*it sent something else/u);
  await link.stop();
  web.close();
});

it.each([
  ['names another host', () => pki.issueServer(['broker.example'])],
  ['is out of date', () => pki.issueServer(['localhost'], expiredValidity(Date.now()))],
  ['is one of a client', () => pki.issueDevice('acme', 'van-2')],
])('does not trust a broker whose certificate %s', async (_, issue) => {
  const odd = await startEmbeddedBroker({ pki: { caPem: pki.caPem, server: await issue() } });
  const link = makeLink(new Core(), { url: `mqtts://localhost:${odd.port}` });
  link.connect();
  await expect(link.whenConnected()).rejects.toMatchObject({ code: 'MQTT_UNTRUSTED_BROKER' });
  await link.stop();
  await odd.stop();
});

it('says that the broker refuses its name, at once', async () => {
  const core = new Core();
  const link = makeLink(core, { device: 'van-2' });
  link.connect();
  await expect(link.whenConnected()).rejects.toMatchObject({ code: 'MQTT_REFUSED' });
  await core.until(/^disconnected: Expected the broker .* to accept this client/u);
});

it('says that its own certificate is not accepted, or at least that it may not be', async () => {
  for (const credentials of [
    await foreign.issueDevice('acme', 'van-1'),
    await pki.issueDevice('acme', 'van-1', expiredValidity(Date.now())),
  ]) {
    const link = makeLink(new Core(), { ...credentials, connectTimeoutMs: 1000 });
    link.connect();
    await expect(link.whenConnected()).rejects.toMatchObject({
      code: expect.stringMatching(/^MQTT_(?:IDENTITY_REFUSED|CLOSED)$/u),
      message: expect.stringContaining('certificate'),
    });
    await link.stop();
  }
});

it('says at the deadline that nothing listens, or that nobody answers', async () => {
  const silent = createServer((socket: Socket) => socket.on('error', () => undefined).resume());
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const mute = makeLink(new Core(), { url: `mqtts://127.0.0.1:${port}`, connectTimeoutMs: 200 });
  mute.connect();
  await expect(mute.whenConnected()).rejects.toMatchObject({ code: 'MQTT_TIMEOUT' });
  await mute.stop();
  const closed = once(silent, 'close');
  silent.close();
  await closed;

  const core = new Core();
  const alone = makeLink(core, { url: `mqtts://127.0.0.1:${port}`, connectTimeoutMs: 300 });
  alone.connect();
  await expect(alone.whenConnected()).rejects.toMatchObject({ code: 'MQTT_UNREACHABLE' });
  // Attempts go on, but the same news is told once.
  expect(core.told).toHaveLength(1);
});

it('rejects who waits when it is stopped', async () => {
  const link = makeLink(new Core());
  link.connect();
  const waiting = link.whenConnected().catch((error: unknown) => error);
  await link.stop();
  expect(await waiting).toMatchObject({ code: 'MQTT_STOPPED' });
});

it('does not show keys or addresses with passwords in its errors', () => {
  const secret = van.keyPem.split('\n')[1] ?? '';
  for (const wrong of [
    { keyPem: van.keyPem.slice(0, 80) },
    { keyPem: office.keyPem },
    { certPem: 'no certificate' },
    { url: 'mqtts://van:hunter2@127.0.0.1' },
    { url: 'mqtt://127.0.0.1' },
  ]) {
    let text = '';
    try {
      makeLink(new Core(), wrong);
    } catch (error) {
      text = `${String(error)} ${JSON.stringify(error)}`;
    }
    expect(text).toMatch(/^UsageError: Expected /u);
    expect(text).not.toContain(secret);
    expect(text).not.toContain('hunter2');
  }
});
