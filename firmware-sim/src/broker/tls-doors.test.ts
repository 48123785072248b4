import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { openTls, RawClient, withDeadline } from './raw-client.ts';
import type { RawClientOptions } from './raw-client.ts';
import { startEmbeddedBroker } from './embedded-broker.ts';
import type { EmbeddedBroker } from './embedded-broker.ts';
import { createAuthority, issueLeaf } from '../pki/certificate.ts';
import { expiredValidity, TestPki } from '../pki/test-pki.ts';

const CLIENT_ID = 'acme/van-1';
let pki: TestPki;
let foreign: TestPki;
let broker: EmbeddedBroker;

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  foreign = await TestPki.create({ now: Date.now, name: 'Another CA' });
  broker = await startEmbeddedBroker({ pki });
});

afterAll(() => broker.stop());

/**
 * Under TLS 1.3 a client believes to be connected before the server has judged it, so the MQTT
 * answer counts.
 */
async function isAccepted(options: Partial<RawClientOptions>): Promise<boolean> {
  const client = new RawClient({ broker, pki, clientId: CLIENT_ID, ...options });
  const accepted = await client.accepted();
  await client.end();
  return accepted;
}

it('lets a device in with its certificate, over TLS 1.3 and over TLS 1.2', async () => {
  const credentials = await pki.issueDevice('acme', 'van-1');
  for (const version of ['TLSv1.3', 'TLSv1.2'] as const) {
    const client = new RawClient({
      broker,
      pki,
      credentials,
      clientId: CLIENT_ID,
      tls: { maxVersion: version },
    });
    expect(await client.accepted()).toBe(true);
    expect(client.socket?.getProtocol()).toBe(version);
    expect(client.socket?.getCipher().name).toMatch(/AES.*(?:GCM|CCM)/u);
    await client.end();
  }
});

it('prefers TLS 1.3 with AES-GCM on a NIST curve', async () => {
  const credentials = await pki.issueDevice('acme', 'van-1');
  const socket = openTls({ broker, pki, credentials });
  await withDeadline(once(socket, 'secureConnect'), 'handshake');
  expect(socket.getProtocol()).toBe('TLSv1.3');
  expect(socket.getCipher().name).toBe('TLS_AES_128_GCM_SHA256');
  expect(socket.getEphemeralKeyInfo()).toMatchObject({ name: 'prime256v1' });
  socket.destroy();
});

it('does not resume a session: every connection proves its identity anew', async () => {
  const credentials = await pki.issueDevice('acme', 'van-1');
  for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
    const first = new RawClient({
      broker,
      pki,
      credentials,
      clientId: CLIENT_ID,
      tls: { maxVersion },
    });
    expect(await first.accepted()).toBe(true);
    const session = first.socket?.getSession();
    await first.end();
    expect(session?.length).toBeGreaterThan(0);
    const socket = openTls({ broker, pki, credentials, tls: { maxVersion, session } });
    await withDeadline(once(socket, 'secureConnect'), 'second handshake');
    expect(socket.isSessionReused()).toBe(false);
    socket.destroy();
  }
});

it('resumes a session where it is told to, also after it was away, and knows whose it is', async () => {
  const credentials = await pki.issueDevice('acme', 'van-1');
  const ticketKeys = randomBytes(48);
  const before = await startEmbeddedBroker({ pki, ticketKeys });
  const first = new RawClient({ broker: before, pki, credentials, clientId: CLIENT_ID });
  expect(await first.accepted()).toBe(true);
  const session = first.socket?.getSession();
  await first.end();
  await before.stop();
  const after = await startEmbeddedBroker({ pki, ticketKeys });
  try {
    for (const clientId of [CLIENT_ID, 'acme/van-2']) {
      const client = new RawClient({ broker: after, pki, clientId, tls: { session } });
      let isReused: boolean | undefined;
      client.socket?.once('secureConnect', () => (isReused = client.socket?.isSessionReused()));
      // oxlint-disable-next-line no-await-in-loop -- one client at a time
      expect(await client.accepted()).toBe(clientId === CLIENT_ID);
      expect(isReused).toBe(true);
      // oxlint-disable-next-line no-await-in-loop -- see above
      await client.end();
    }
  } finally {
    await after.stop();
  }
});

it('refuses a client without a certificate', async () => {
  expect(await isAccepted({})).toBe(false);
});

it('refuses a certificate of another CA', async () => {
  const credentials = await foreign.issueDevice('acme', 'van-1');
  expect(await isAccepted({ credentials })).toBe(false);
});

it('refuses an expired certificate', async () => {
  const credentials = await pki.issueDevice('acme', 'van-1', expiredValidity(Date.now()));
  expect(await isAccepted({ credentials })).toBe(false);
});

it('refuses a certificate that is not valid yet', async () => {
  const credentials = await pki.issueDevice('acme', 'van-1', {
    notBefore: new Date(Date.now() + 3_600_000),
    notAfter: new Date(Date.now() + 7_200_000),
  });
  expect(await isAccepted({ credentials })).toBe(false);
});

it('refuses a server certificate shown by a client', async () => {
  expect(await isAccepted({ credentials: pki.server })).toBe(false);
});

it('refuses a valid certificate that names no role', async () => {
  const now = Date.now();
  const validity = { notBefore: new Date(now - 1000), notAfter: new Date(now + 3_600_000) };
  const authority = await createAuthority('CA of odd subjects', validity);
  const caPem = authority.certificate.toString('pem');
  const odd = await startEmbeddedBroker({
    pki: {
      caPem,
      server: await issueLeaf(authority, {
        subject: [{ CN: ['localhost'] }],
        purpose: 'server',
        validity,
        addresses: ['127.0.0.1'],
      }),
    },
  });
  const credentials = await issueLeaf(authority, {
    subject: [{ CN: ['van-1'] }, { O: ['acme'] }],
    purpose: 'client',
    validity,
  });
  expect(await isAccepted({ broker: odd, tls: { ca: caPem }, credentials })).toBe(false);
  expect(odd.stats().connectsRefused).toBe(1);
  await odd.stop();
});

const TLS_1_1 = {
  minVersion: 'TLSv1.1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT@SECLEVEL=0',
} as const;

it('refuses TLS 1.1, which the same client speaks with a server that allows it', async () => {
  const credentials = await pki.issueDevice('acme', 'van-1');
  expect(await isAccepted({ credentials, tls: TLS_1_1 })).toBe(false);

  const lax = createServer({ ...TLS_1_1, cert: pki.server.certPem, key: pki.server.keyPem });
  lax.listen(0, '127.0.0.1');
  await once(lax, 'listening');
  const { port } = lax.address() as AddressInfo;
  const socket = openTls({ broker: { ...broker, port }, pki, credentials, tls: TLS_1_1 });
  await withDeadline(once(socket, 'secureConnect'), 'handshake of the control');
  expect(socket.getProtocol()).toBe('TLSv1.1');
  socket.destroy();
  lax.close();
});

it('refuses suites and groups outside the profile', async () => {
  const credentials = await pki.issueDevice('acme', 'van-1');
  const accepted: boolean[] = [];
  for (const tls of [
    { ciphers: 'TLS_CHACHA20_POLY1305_SHA256', minVersion: 'TLSv1.3' },
    { ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305', maxVersion: 'TLSv1.2' },
    { ciphers: 'ECDHE-ECDSA-AES128-SHA256', maxVersion: 'TLSv1.2' },
    { ecdhCurve: 'X25519' },
  ] as const) {
    accepted.push(await isAccepted({ credentials, tls }));
  }
  expect(accepted).toEqual([false, false, false, false]);
});

it('does not answer MQTT without TLS', async () => {
  const socket = connectTcp(broker.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const answer: Buffer[] = [];
  socket.on('data', (chunk) => answer.push(chunk));
  const closed = once(socket, 'close');
  // CONNECT of MQTT 3.1.1, clean session, client id "x".
  socket.write(Buffer.from('100d00044d5154540402003c000178', 'hex'));
  await withDeadline(closed, 'end of the plain connection');
  // CONNACK would begin with 0x20; a TLS alert record begins with 0x15.
  expect(answer.every((chunk) => chunk[0] === 0x15)).toBe(true);
});

it('still serves its clients after all of that', async () => {
  const credentials = await pki.issueDevice('acme', 'van-1');
  expect(await isAccepted({ credentials })).toBe(true);
});

it('counts each handshake it refused, whatever the reason', async () => {
  const own = await startEmbeddedBroker({ pki });
  const expired = await pki.issueDevice('acme', 'van-1', expiredValidity(Date.now()));
  for (const credentials of [undefined, await foreign.issueDevice('acme', 'van-1'), expired]) {
    await isAccepted({ broker: own, ...(credentials === undefined ? {} : { credentials }) });
  }
  await isAccepted({ broker: own, credentials: await pki.issueDevice('acme', 'van-1') });
  await expect.poll(() => own.stats()).toMatchObject({ handshakesRefused: 3, connected: 0 });
  await own.stop();
});
