import { deriveKeyPair, encodeBatch, keyIdOf, type TrackerRecord } from '@feierabend/protocol';
import { describe, expect, it, vi } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { SeededRandom } from '../../hardware/seeded-random.ts';
import { openReports } from '../../testing/open-reports.ts';
import { at, provisioning, recipient, testPolicy } from '../../testing/test-tenant.ts';
import { soundAssembly } from '../assembly.ts';
import { eraseBlockBytes, flashBytes } from '../storage/flash-map.ts';
import { IdentityStore, type DeviceIdentity } from '../identity/identity.ts';
import { Outbox } from './outbox.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';
import { Sealer } from './sealer.ts';
import { Staging } from './staging.ts';

const stranger = deriveKeyPair(new Uint8Array(32).fill(77));
const record = (timeS: number): TrackerRecord => ({
  kind: 'heartbeat',
  timeS,
  batteryMillivolts: 1,
});
const policyOf = (fill: number, recipients = testPolicy.recipients) =>
  ({
    policy: { ...testPolicy, recipients },
    digest: new Uint8Array(32).fill(fill),
  }) as ActivePolicy;

function sealer(seed = 1) {
  const flash = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
  const store = new IdentityStore(flash);
  store.create(provisioning, new SeededRandom(1));
  store.complete();
  const identity = store.load() as DeviceIdentity;
  const outbox = new Outbox(flash, identity.storageKey);
  const staging = new Staging(flash, identity.storageKey);
  const random = new SeededRandom(seed);
  const rolls = vi.spyOn(random, 'bytes');
  const one = new Sealer({
    ...soundAssembly,
    encode: encodeBatch,
    identity,
    outbox,
    staging,
    random,
    tap: undefined,
  });
  const frames = () => outbox.waiting().map((id) => outbox.read(id)?.frame ?? new Uint8Array());
  const open = () =>
    openReports(
      frames().map((payload, id) => ({ id, channel: 'report' as const, payload })),
      identity.seal.publicKey,
    );
  return { one, outbox, frames, open, rolls };
}

describe('the sealer', () => {
  it('has one session for a day and a policy, and tells each recipient of it once', () => {
    const { one, open, frames } = sealer();
    const both = [...testPolicy.recipients, { name: 'second', publicKey: stranger.publicKey }];
    const policy = policyOf(1, both);
    for (let count = 0; count < 3; count += 1) {
      one.storeRecords([record(at(9))], policy, at(9) + count);
    }
    expect(frames()).toHaveLength(2 + 3);
    const named = frames().filter((frame) =>
      Buffer.from(frame).includes(Buffer.from(keyIdOf(recipient.publicKey))),
    );
    expect(named).toHaveLength(1);
    expect(open().records).toHaveLength(3);
  });

  it.each([
    ['another day', policyOf(1), at(24 + 9)],
    ['another policy', policyOf(2), at(9, 1)],
  ])('begins a new session on %s', (_name, policy, nowS) => {
    const { one, open } = sealer();
    one.storeRecords([record(at(9))], policyOf(1), at(9));
    one.storeRecords([record(at(9))], policy, nowS);
    expect(open()).toMatchObject({ sessions: 2, faults: [] });
  });

  it('is opened by nobody the policy does not name', () => {
    const { one, open } = sealer();
    const policy = policyOf(1, [{ name: 'other', publicKey: stranger.publicKey }]);
    one.storeRecords([record(at(9))], policy, at(9));
    expect(open()).toMatchObject({ records: [], faults: ['REPORT_RECIPIENT', 'REPORT_SESSION'] });
  });

  it('says what a stored frame speaks of', () => {
    const { one, outbox } = sealer();
    const fix = { kind: 'fix', timeS: at(9), latitudeE5: 1, longitudeE5: 2 } as const;
    one.storeRecords([record(at(8)), fix], policyOf(1), at(9));
    const entry = outbox.read(outbox.waiting().at(-1) ?? -1);
    expect(entry).toMatchObject({ positions: true, fromS: at(8), untilS: at(9) });
    one.storeRecords([record(at(8))], policyOf(1), at(9));
    expect(outbox.read(outbox.waiting().at(-1) ?? -1)).toMatchObject({ positions: false });
  });

  it('says when flash is full, and goes on when there is room again', () => {
    const { one, outbox, rolls } = sealer();
    const page = { bytes: new Uint8Array(2900), covers: { from: 0, until: 9 } };
    const policy = policyOf(1);
    let stored = 0;
    while (one.storeJournalPage(page, policy, at(9))) stored += 1;
    expect(stored).toBeGreaterThan(25);
    while (one.storeRecords([record(at(9))], policy, at(9)));
    // No key is made that could not be told to anybody, however often it is tried.
    rolls.mockClear();
    expect(one.storeJournalPage(page, policyOf(2), at(9))).toBe(false);
    expect(one.stage(record(at(9)), policyOf(2), at(9))).toBe(false);
    expect(rolls).not.toHaveBeenCalled();
    for (const sequence of outbox.waiting()) outbox.free(sequence);
    expect(one.storeJournalPage(page, policyOf(2), at(9))).toBe(true);
  });
});
