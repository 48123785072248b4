import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { writeCredentials } from './run-folder.ts';
import { expiredValidity, TestPki } from './test-pki.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const pki = await TestPki.create({ now: () => NOW, validityMs: 3_600_000 });
const ca = new X509Certificate(pki.caPem);

it('makes a CA that signs and a server that is loopback', () => {
  const server = new X509Certificate(pki.server.certPem);
  expect(ca.ca).toBe(true);
  expect(ca.verify(ca.publicKey)).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.checkIssued(ca)).toBe(true);
  expect(server.verify(ca.publicKey)).toBe(true);
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(server.checkHost('localhost')).toBe('localhost');
  expect(server.checkHost('example.org')).toBeUndefined();
  expect(server.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
});

it('puts device, tenant and role into the subject of a client', async () => {
  const device = new X509Certificate((await pki.issueDevice('acme', 'van-1')).certPem);
  const controller = new X509Certificate((await pki.issueController('acme', 'office')).certPem);
  expect(device.subject).toBe('CN=van-1\nO=acme\nOU=device');
  expect(controller.subject).toBe('CN=office\nO=acme\nOU=controller');
  expect(device.verify(ca.publicKey)).toBe(true);
  // extendedKeyUsage id-kp-clientAuth of RFC 5280, 4.2.1.12, and nothing else.
  expect(device.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
});

it('takes the time of validity from the clock it was given', async () => {
  expect(ca.validFrom).toBe('Nov 23 11:00:00 2026 GMT');
  expect(ca.validTo).toBe('Nov 23 13:00:00 2026 GMT');
  const old = await pki.issueDevice('acme', 'van-1', expiredValidity(NOW));
  expect(Date.parse(new X509Certificate(old.certPem).validTo)).toBeLessThan(NOW);
});

it('gives every client its own key and every certificate its own number', async () => {
  const [a, b] = await Promise.all([pki.issueDevice('acme', 'a'), pki.issueDevice('acme', 'a')]);
  expect(a.keyPem).not.toBe(b.keyPem);
  const numbers = [a, b].map((one) => new X509Certificate(one.certPem).serialNumber);
  expect(new Set(numbers).size).toBe(2);
});

it('issues nothing that another CA would accept', async () => {
  const foreign = await TestPki.create({ now: () => NOW, name: 'Another CA' });
  const device = new X509Certificate((await foreign.issueDevice('acme', 'van-1')).certPem);
  expect(device.verify(ca.publicKey)).toBe(false);
});

it.each(['', 'a/b', '+', '#', 'van 1', 'CN=x,O=y'])('refuses the name %j', (name) => {
  expect(() => pki.issueDevice('acme', name)).toThrow(/^Expected a name of 1 to 63 letters/u);
  expect(() => pki.issueController(name, 'office')).toThrow(/^Expected a name/u);
});

it('writes certificates and keys, and overwrites nothing', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'pki-'));
  try {
    const folder = join(parent, 'run');
    const content = { caPem: pki.caPem, ...pki.server };
    const files = await writeCredentials(folder, 'broker', content);
    expect(await readFile(files.keyFile, 'utf8')).toBe(pki.server.keyPem);
    expect(await readFile(files.certFile, 'utf8')).toBe(pki.server.certPem);
    expect(await readFile(files.caFile, 'utf8')).toBe(pki.caPem);
    await expect(writeCredentials(folder, 'broker', content)).rejects.toThrow(/EEXIST/u);
  } finally {
    await rm(parent, { recursive: true });
  }
});

it.skipIf(process.platform === 'win32')('lets only the owner read what it writes', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'pki-'));
  try {
    const folder = join(parent, 'run');
    const files = await writeCredentials(folder, 'broker', { caPem: pki.caPem, ...pki.server });
    expect((await stat(files.keyFile)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  } finally {
    await rm(parent, { recursive: true });
  }
});
