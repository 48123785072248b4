import { X509Certificate } from 'node:crypto';

import {
  CertificateRequestRead,
  decodeEntry,
  decodeJournalPage,
  encodeConsoleFrame,
  encodeInstructionBody,
  encodeSmpMessage,
  ProvisioningRecord,
  ProvisionWrite,
  ProvisionWriteRequest,
  Reset,
  sendProvisioning,
  SmpOp,
  toHex,
  TrackerIdentityCommand,
  TrackerStatusCommand,
  type TrustedKey,
} from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';

import { everyCut } from '../../testing/cut-tracker.ts';
import { anchor, certify } from '../../testing/test-authority.ts';
import { at, provisioning, testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';
import { CredentialStore } from './credential-store.ts';

const names = { ten: 'acme', dev: 'van-7' };
const buffers = { bufferBytes: 1024, bufferCount: 4 };
const blank = () => makeTestTracker({ startS: at(9), provisioned: false });

const plain = ({ name, role, publicKey }: TrustedKey) => ({ name, role, publicKey });
const people = (keys: readonly TrustedKey[] = provisioning.trustedKeys) =>
  encodeInstructionBody('key-change', { add: keys.map(plain), revoke: [] });

async function requestFrom(world: TestTracker, asked = names): Promise<Uint8Array> {
  return (await world.client.request(CertificateRequestRead.read, asked)).csr;
}

function recordWith(certificate: Uint8Array, parts: Partial<ProvisioningRecord> = {}) {
  return {
    ...names,
    cert: [certificate],
    anchors: [anchor()],
    brokers: [{ url: 'mqtts://broker.example:8883', region: 'DE' as const }],
    keys: people(),
    ...parts,
  };
}

const send = (world: TestTracker, record: ProvisioningRecord) =>
  sendProvisioning(world.client, record, buffers);
const status = (world: TestTracker) => world.client.request(TrackerStatusCommand.read, {});

/** The reset the device asked for takes place after the call that asked. */
async function reset(world: TestTracker): Promise<void> {
  await world.client.request(Reset.write, {});
  await Promise.resolve();
}

function journalOf({ duty }: TestTracker) {
  const page = decodeJournalPage(duty.readJournal(0, 3000));
  const read = page.ok ? page.value.entries.map((bytes) => decodeEntry(bytes)) : [];
  return read.flatMap((entry) => (entry.ok ? [entry.value] : []));
}

describe('a blank device', () => {
  it("makes its keys, asks for a certificate, and is the tenant's after a reset", async () => {
    const world = blank();
    const certificate = certify(await requestFrom(world));
    expect(new X509Certificate(certificate).subject).toBe('CN=van-7\nO=acme\nOU=device');
    const record = recordWith(certificate);
    await send(world, record);
    const waiting = { life: 'provisioned', mode: 'closed', why: 'waits-for-reset', ...names };
    expect(await status(world)).toMatchObject(waiting);
    await reset(world);
    expect(await status(world)).toMatchObject({ life: 'provisioned', why: 'no-policy', ...names });
    expect(await world.client.request(TrackerIdentityCommand.read, {})).toMatchObject(names);
    expect(world.apply(testPolicy)).toMatchObject({ accepted: true });
    const { cert, anchors, brokers } = record;
    const digest = sha256(ProvisioningRecord.encode(record));
    expect(new CredentialStore(world.cells).read()).toEqual({ cert, anchors, brokers, digest });
    expect(journalOf(world)).toMatchObject([
      { kind: 'provisioning', detail: { by: 'management-port', record: toHex(digest) } },
      { kind: 'boot' },
      { kind: 'instruction-accepted' },
      { kind: 'mode' },
    ]);
    await reset(world);
    expect(journalOf(world).filter(({ kind }) => kind === 'provisioning')).toHaveLength(1);
  });

  it('keeps its private keys to itself', async () => {
    const world = blank();
    await send(world, recordWith(certify(await requestFrom(world))));
    await reset(world);
    const { tls, seal, sign, storageKey } = world.tracker.identity ?? expect.fail('no identity');
    const said = Buffer.concat([...world.serialOut, ...world.taps.map(({ bytes }) => bytes)]);
    for (const secret of [tls.privateKey, seal.privateKey, sign.privateKey, storageKey]) {
      for (const coded of ['latin1', 'hex', 'base64'] as const) {
        const text = Buffer.from(secret).toString(coded);
        expect(said.includes(Buffer.from(text, 'latin1'))).toBe(false);
      }
    }
  });

  it('gives the same names the same request, and other names another key', async () => {
    const world = blank();
    const first = await requestFrom(world);
    expect(await requestFrom(world)).toEqual(first);
    world.powerCycle();
    expect(await requestFrom(world)).toEqual(first);
    await requestFrom(world, { ten: 'acme', dev: 'van-8' });
    const late = send(world, recordWith(certify(first), { dev: 'van-8' }));
    await expect(late).rejects.toThrow(/WRONG_CERTIFICATE/u);
    expect(await status(world)).toMatchObject({ life: 'unprovisioned' });
  });

  it.each([{ dev: '' }, { dev: 'van/7' }, { ten: '$SYS' }, { ten: '+' }])(
    'is not called %o',
    async (wrong) => {
      await expect(requestFrom(blank(), { ...names, ...wrong })).rejects.toThrow(/MALFORMED/u);
    },
  );

  const [admin] = provisioning.trustedKeys;
  const broker = (url: string) => [{ url, region: 'DE' as const }];
  it.each<[string, Partial<ProvisioningRecord>, RegExp]>([
    ['the certificate of another key', { cert: [anchor()] }, /WRONG_CERTIFICATE/u],
    ['bytes that are no certificate', { cert: [new Uint8Array(9)] }, /WRONG_CERTIFICATE/u],
    ['no certificate', { cert: [] }, /MALFORMED/u],
    ['another tenant', { ten: 'other' }, /WRONG_TENANT/u],
    ['another device', { dev: 'van-8' }, /WRONG_DEVICE/u],
    ['keys of one side only', { keys: people(admin && [admin]) }, /MALFORMED/u],
    ['bytes that are no keys', { keys: new Uint8Array(5) }, /MALFORMED/u],
    ['an anchor that is no certificate', { anchors: [new Uint8Array(9)] }, /MALFORMED/u],
    ['no anchor', { anchors: [] }, /MALFORMED/u],
    ['no broker', { brokers: [] }, /MALFORMED/u],
    ['a broker without TLS', { brokers: broker('mqtt://broker.example') }, /MALFORMED/u],
    ['a broker with a password', { brokers: broker('mqtts://me:pw@b.example') }, /MALFORMED/u],
  ])('refuses %s, and stays blank', async (_, parts, refusal) => {
    const world = blank();
    const sent = send(world, recordWith(certify(await requestFrom(world)), parts));
    await expect(sent).rejects.toThrow(refusal);
    world.powerCycle();
    expect(await status(world)).toMatchObject({ life: 'unprovisioned', dev: '' });
    await send(world, recordWith(certify(await requestFrom(world))));
  });

  it('takes nothing before it was asked for a request', async () => {
    const certificate = certify(await requestFrom(blank()));
    await expect(send(blank(), recordWith(certificate))).rejects.toThrow(/WRONG_CERTIFICATE/u);
  });
});

describe('a device with a tenant', () => {
  it('is not provisioned a second time, before its reset or after it', async () => {
    const world = blank();
    const record = recordWith(certify(await requestFrom(world)));
    await send(world, record);
    await expect(send(world, record)).rejects.toThrow(/ACCESSDENIED/u);
    await reset(world);
    await expect(send(world, record)).rejects.toThrow(/ACCESSDENIED/u);
    await expect(requestFrom(world)).rejects.toThrow(/ACCESSDENIED/u);
    await expect(requestFrom(makeTestTracker())).rejects.toThrow(/ACCESSDENIED/u);
  });

  it('answers the last piece again, when that answer was lost', async () => {
    const world = blank();
    const bytes = ProvisioningRecord.encode(recordWith(certify(await requestFrom(world))));
    const half = bytes.length >> 1;
    const first = { off: 0, len: bytes.length, data: bytes.subarray(0, half) };
    const last = { off: half, data: bytes.subarray(half) };
    expect(await world.client.request(ProvisionWrite.write, first)).toEqual({ off: half });
    const answer = await world.client.request(ProvisionWrite.write, last);
    expect(answer).toEqual({ off: bytes.length, digest: sha256(bytes) });
    expect(await world.client.request(ProvisionWrite.write, last)).toEqual(answer);
  });
});

describe('power that ends during provisioning', () => {
  it('leaves a blank device that can be provisioned, or one that is done', async () => {
    const request = await requestFrom(blank());
    const certificate = certify(request);
    const record = recordWith(certificate);
    const outcomes = { blank: 0, done: 0 };
    const lives = everyCut({
      startS: at(9),
      provisioned: false,
      // Nothing of an operation is all of the one before.
      ways: ['nothing', 'torn'],
      prepare: (world) => void requestFrom(world),
      act: (world) => {
        provisionNow(world, record);
        world.powerCycle();
      },
    });
    for (const { world, where } of lives) {
      const isDone = world.tracker.identity !== undefined;
      outcomes[isDone ? 'done' : 'blank'] += 1;
      if (!isDone) {
        expect(await requestFrom(world), where).toEqual(request);
        await send(world, record);
        await reset(world);
      }
      expect(world.apply(testPolicy), where).toMatchObject({ accepted: true });
      const entries = journalOf(world).filter(({ kind }) => kind === 'provisioning');
      expect(entries, where).toHaveLength(1);
      expect(new CredentialStore(world.cells).read()?.cert, where).toEqual([certificate]);
    }
    expect(outcomes.blank).toBeGreaterThan(10);
    expect(outcomes.done).toBeGreaterThan(10);
  });
});

/** Without waiting for anything, so that a power cut comes out where it happened. */
function provisionNow(world: TestTracker, record: ProvisioningRecord): void {
  const bytes = ProvisioningRecord.encode(record);
  const { group, id: command } = ProvisionWrite.write;
  for (let off = 0; off < bytes.length; off += 500) {
    const data = bytes.subarray(off, off + 500);
    const payload = ProvisionWriteRequest.encode({ off, len: bytes.length, data });
    const head = { op: SmpOp.write, version: 1, group, command, sequence: off / 500 } as const;
    world.tracker.serialReceived(encodeConsoleFrame(encodeSmpMessage({ ...head, payload })));
  }
}
