import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type TLSSocket } from 'node:tls';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TLS_PROFILE, type TlsIdentity } from '../../adapters/mqtt/mqtt-tls.ts';
import { TestPki } from '../../pki/test-pki.ts';
import { DeviceContexts } from './device-contexts.ts';

let pki: TestPki;
let server: Server;
const seen: string[] = [];

beforeAll(async () => {
  pki = await TestPki.create({ now: Date.now });
  server = createServer({
    ca: pki.caPem,
    cert: pki.server.certPem,
    key: pki.server.keyPem,
    requestCert: true,
    rejectUnauthorized: true,
    ...TLS_PROFILE,
  });
  server.on('secureConnection', (socket) => {
    seen.push(String(socket.getPeerCertificate().subject.CN));
    socket.on('error', () => undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => server.close());

const issue = async (name: string): Promise<TlsIdentity> => ({
  caPem: pki.caPem,
  ...(await pki.issueDevice('acme', name)),
});

function open(contexts: DeviceContexts, identity: TlsIdentity): TLSSocket {
  const { port } = server.address() as AddressInfo;
  return connect({ host: '127.0.0.1', port, secureContext: contexts.of(identity) });
}

describe('the contexts of devices', () => {
  it('show the certificate of each device, though all of them connect at once', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `van-${at}`);
    const identities = await Promise.all(names.map(issue));
    const contexts = new DeviceContexts();
    const sockets = identities.map((identity) => open(contexts, identity));
    await expect.poll(() => seen.toSorted()).toEqual(names.toSorted());
    for (const socket of sockets) socket.destroy();
  });

  it('share one among devices of one authority, which need not show that', async () => {
    const contexts = new DeviceContexts();
    const [first, second] = await Promise.all(['a', 'b'].map(issue));
    if (first === undefined || second === undefined) throw new TypeError('no identity');
    const withIssuer = { ...second, certPem: `${second.certPem}\n${pki.caPem}` };
    expect(contexts.of(withIssuer)).toBe(contexts.of(first));
  });

  it('are not shared by a device that shows an issuer the broker may not know', async () => {
    const contexts = new DeviceContexts();
    const [first, issuer] = await Promise.all(['a', 'b'].map(issue));
    if (first === undefined || issuer === undefined) throw new TypeError('no identity');
    const chained = { ...first, certPem: `${first.certPem}\n${issuer.certPem}` };
    expect(contexts.of(chained)).not.toBe(contexts.of(first));
    expect(contexts.of(chained)).not.toBe(contexts.of(chained));
  });

  it('refuse the key of another device, and give the next one a fresh context', async () => {
    const contexts = new DeviceContexts();
    const [first, second] = await Promise.all(['a', 'b'].map(issue));
    if (first === undefined || second === undefined) throw new TypeError('no identity');
    const before = contexts.of(first);
    const mixed = { ...first, keyPem: second.keyPem };
    expect(() => contexts.of(mixed)).toThrow(expect.objectContaining({ code: 'MQTT_CREDENTIALS' }));
    expect(contexts.of(second)).not.toBe(before);
  });
});
