import { X509Certificate } from 'node:crypto';

import {
  decodeEntry,
  decodeJournalPage,
  ProvisioningRecord,
  ProvisionWrite,
  Reset,
  toHex,
  TrackerIdentityCommand,
  TrackerStatusCommand,
} from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';

import { anchor, certify } from '../../testing/test-authority.ts';
import {
  enrolmentNames,
  people,
  recordWith,
  requestFrom,
  sendRecord,
} from '../../testing/test-enrolment.ts';
import { at, provisioning, testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';
import { CredentialStore } from './credential-store.ts';

const names = enrolmentNames;
const blank = () => makeTestTracker({ startS: at(9), provisioned: false });

const send = sendRecord;
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
