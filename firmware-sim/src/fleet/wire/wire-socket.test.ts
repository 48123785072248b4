import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Socket, type AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';

import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { TLS_PROFILE, type TlsIdentity } from '../../adapters/mqtt/mqtt-tls.ts';
import { TestPki } from '../../pki/test-pki.ts';
import { socketOpener } from './wire-socket.ts';

let pki: TestPki;
let server: Server;
let identity: TlsIdentity;

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  const { certPem: cert, keyPem: key } = pki.server;
  const strict = { requestCert: true, rejectUnauthorized: true };
  server = createServer({ ca: pki.caPem, cert, key, ...strict, ...TLS_PROFILE });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined);
    socket.write(String(socket.getPeerCertificate().subject.CN));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  identity = { caPem: pki.caPem, ...(await pki.issueDevice('acme', 'van-1')) };
});
afterAll(() => server.close());

const open = socketOpener();

/** What the server calls the device, until one of the two ends it; and a session for the next time. */
async function visit(session?: Buffer, host = '127.0.0.1') {
  const buffer = Buffer.alloc(1024);
  const { port } = server.address() as AddressInfo;
  let [name, next, isReady] = ['', session, false];
  const told = (length: number) => {
    name = buffer.subarray(0, length).toString();
    socket.destroy();
    return true;
  };
  const address = { ip: '127.0.0.1', port, host, localAddress: undefined };
  const { socket, ready } = open({ ...address, identity, session, buffer, read: told });
  socket.on('session', (made) => (next = made));
  socket.on('error', () => undefined);
  socket.on(ready, () => (isReady = true));
  await once(socket as TLSSocket, 'close');
  return { name, next, isReady };
}

it('takes up a session without a certificate, and is known by it all the same', async () => {
  const first = await visit();
  expect(first.name).toBe('van-1');
  expect(await visit(first.next)).toMatchObject({ name: 'van-1', isReady: true });
});

it('speaks to nobody whose certificate is of another host than was asked for, wherever that is reached', async () => {
  expect((await visit(undefined, 'localhost')).name).toBe('van-1');
  for (const host of ['broker.example', '10.0.0.1']) {
    // oxlint-disable-next-line no-await-in-loop -- one connection after the other
    await expect(visit(undefined, host)).rejects.toThrow('altnames');
  }
});

it('lets a report go at once, and not when the one before it was acknowledged', async () => {
  const asked = vi.spyOn(Socket.prototype, 'setNoDelay');
  try {
    expect((await visit()).name).toBe('van-1');
    expect(asked.mock.calls).toContainEqual([true]);
  } finally {
    asked.mockRestore();
  }
});

it('leaves a broker that does not know the session any more, and says nothing to it', async () => {
  const { next } = await visit();
  server.setTicketKeys(randomBytes(48));
  expect((await visit(next)).name).toBe('');
  expect((await visit()).name).toBe('van-1');
});
