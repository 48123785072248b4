import {
  concatBytes,
  decodeEntry,
  decodeJournalPage,
  instructionDigest,
  toHex,
  TrackerError,
  type CompiledPolicy,
} from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import type { NorFlash } from '../../hardware/nor-flash.ts';
import { CuttingFlash, cutWays, runUntilCut, type CutWay } from '../../testing/power-cut.ts';
import { admin, at, policyInstruction, stranger, testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, TestTracker } from '../../testing/test-tracker.ts';
import { eraseBlockBytes, flashMap, type FlashArea } from '../storage/flash-map.ts';
import { FlashLog } from '../storage/flash-log.ts';

const work = { latitude: 48.37, longitude: 10.89 };
const other: CompiledPolicy = { ...testPolicy, precisionM: 100 };

const utf8 = (text: string) => new TextEncoder().encode(text);

function wipe(cells: NorFlash, { at: start, sizeBytes }: FlashArea): void {
  for (let block = start; block < start + sizeBytes; block += eraseBlockBytes) cells.erase(block);
}

describe('an instruction', () => {
  it.each<[string, Uint8Array, TrackerError]>([
    ['no instruction', Uint8Array.of(1, 2, 3), TrackerError.malformed],
    ['unknown key', policyInstruction(other, { signer: stranger }), TrackerError.unknownKey],
    [
      'same person twice',
      policyInstruction(other, { cosigner: admin }),
      TrackerError.needsSecondSignature,
    ],
    [
      'one signature',
      policyInstruction(other, { cosigner: null }),
      TrackerError.needsSecondSignature,
    ],
    ['foreign tenant', policyInstruction(other, { tenant: 'other' }), TrackerError.wrongTenant],
    ['other device', policyInstruction(other, { device: 'van-8' }), TrackerError.wrongDevice],
    ['no policy', policyInstruction(other, { body: Uint8Array.of(0) }), TrackerError.policyInvalid],
    ['another body', policyInstruction(other, { kind: 'wipe' }), TrackerError.malformed],
    ['changed byte', policyInstruction(other).with(60, 0), TrackerError.badSignature],
  ])('of the kind "%s" is refused, changes nothing, and is noted', (_name, instruction, rc) => {
    const world = makeTestTracker();
    const before = world.duty.journal.length;
    const decision = world.duty.instruct(instruction);
    const isChangedByte = rc === TrackerError.badSignature;
    if (isChangedByte) expect(decision.accepted).toBe(false);
    else expect(decision).toEqual({ accepted: false, rc });
    expect([world.duty.active, world.duty.lastSequence]).toEqual([undefined, 0]);
    expect(world.duty.journal.length).toBe(before + 1);
    const page = decodeJournalPage(world.duty.journal.pageFrom(before, 400).bytes);
    const [entry = new Uint8Array()] = page.ok ? page.value.entries : [];
    const noted = decodeEntry(entry);
    expect(noted).toMatchObject({ value: { kind: 'instruction-refused' } });
    // The code and the digest, and nothing that its sender wrote.
    expect(noted.ok && noted.value.detail).toEqual({
      code: expect.any(String),
      digest: toHex(instructionDigest(instruction)),
    });
  });

  it('is accepted once, and not again after a reset', () => {
    const world = makeTestTracker();
    const first = policyInstruction(testPolicy, { sequence: 5 });
    const second = policyInstruction(other, { sequence: 6 });
    expect(world.duty.instruct(first)).toMatchObject({ accepted: true, sequence: 5 });
    expect(world.duty.instruct(second)).toMatchObject({ accepted: true, sequence: 6 });
    const refused = { accepted: false, rc: TrackerError.oldSequence };
    expect(world.duty.instruct(first)).toEqual(refused);
    world.powerCycle();
    expect(world.duty.instruct(first)).toEqual(refused);
    expect(world.duty.active?.policy.precisionM).toBe(100);
  });

  it('that comes again is answered again, after a reset as well, and noted once', () => {
    const world = makeTestTracker();
    const receipt = world.apply(testPolicy);
    expect(world.duty.instruct(policyInstruction(testPolicy))).toEqual(receipt);
    world.powerCycle();
    const entries = world.duty.journal.length;
    expect(world.duty.instruct(policyInstruction(testPolicy))).toEqual(receipt);
    expect(world.duty.journal.length).toBe(entries);
  });

  it('cannot be replayed when the policy store was lost; the device is closed until a new one', () => {
    const world = makeTestTracker({ startS: at(9) });
    const first = policyInstruction(testPolicy, { sequence: 5 });
    world.duty.instruct(first);
    world.device.powerOff();
    wipe(world.cells, flashMap.policy);
    world.device.powerOn();
    expect(world.duty.lastSequence).toBe(5);
    world.duty.instruct(first);
    expect(world.duty.active).toBeUndefined();
    world.driveTo(at(9, 1), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
    world.duty.instruct(policyInstruction(testPolicy, { sequence: 6 }));
    world.driveTo(at(9, 2), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBeGreaterThan(0);
  });

  it('is not in force when an older one was put in its place in flash', () => {
    const world = makeTestTracker({ startS: at(9) });
    const loose = policyInstruction(testPolicy, { sequence: 5 });
    world.duty.instruct(loose);
    world.duty.instruct(policyInstruction(other, { sequence: 6 }));
    world.device.powerOff();
    wipe(world.cells, flashMap.policy);
    // As a CBOR map with the one name "full".
    const stored = Uint8Array.of(
      0xa1,
      0x64,
      ...utf8('full'),
      0x59,
      loose.length >> 8,
      loose.length,
    );
    new FlashLog(world.cells, flashMap.policy).append(concatBytes(stored, loose));
    world.device.powerOn();
    expect(world.duty.active).toBeUndefined();
    world.driveTo(at(9, 1), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
  });

  it('may have a reason longer than a journal entry takes', () => {
    const world = makeTestTracker({ startS: at(9) });
    expect(world.apply(testPolicy, 'ü'.repeat(128))).toMatchObject({ accepted: true });
    world.driveTo(at(9, 0, 5), () => work);
    const noted = world.reports.entries.find(({ kind }) => kind === 'instruction-accepted');
    expect(noted?.detail['reason']).toMatch(/^ü{62}…$/u);
  });

  it('may bring a policy as long as the format allows', () => {
    const day = (number: number) => ({
      dayNumber: 20_000 + number,
      windows: [
        { startMin: 1, endMin: 600 },
        { startMin: 700, endMin: 1300 },
      ],
    });
    const exceptions = Array.from({ length: 340 }, (_, index) => day(index));
    const world = makeTestTracker();
    expect(world.apply({ ...testPolicy, exceptions })).toMatchObject({ accepted: true });
    world.powerCycle();
    expect(world.duty.active?.policy.exceptions).toHaveLength(340);
  });

  it('is refused, and the device closed, when the journal cannot take it', () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.driveTo(at(9, 1), () => work);
    const taken = world.duty.recorder.counts.fixesTaken;
    expect(taken).toBeGreaterThan(0);
    world.network.acknowledges = false;
    while (world.duty.note('storage', { full: 'outbox' }));
    expect(world.apply(other)).toEqual({ accepted: false, rc: TrackerError.storage });
    world.driveTo(at(9, 5), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(taken);
    world.powerCycle();
    world.driveTo(at(9, 10), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
  });
});

/** A tracker whose policy is replaced, with the power ending at an operation of that. */
function replace(cut: { atOperation: number; way: CutWay } | undefined) {
  let chip: CuttingFlash | undefined;
  const world = new TestTracker({
    startS: at(9),
    flashOf: (cells) => {
      const proxy = {
        sizeBytes: cells.sizeBytes,
        eraseBlockBytes: cells.eraseBlockBytes,
        read: (from: number, length: number) => cells.read(from, length),
        program: (from: number, bytes: Uint8Array) => (chip ?? cells).program(from, bytes),
        erase: (from: number) => (chip ?? cells).erase(from),
      };
      return proxy;
    },
  });
  world.device.powerOn();
  world.apply(testPolicy);
  chip = new CuttingFlash(world.cells, cut);
  let accepted = false;
  runUntilCut(() => {
    accepted = world.apply(other).accepted;
  });
  const { operations } = chip;
  chip = undefined;
  world.powerCycle();
  return { world, accepted, operations };
}

describe('a policy replaced when power ends', () => {
  it.each(cutWays)(
    'is the old one or the new one, and noted, if the cut operation did %s',
    (way) => {
      const { operations } = replace(undefined);
      expect(operations).toBeGreaterThan(4);
      for (let atOperation = 0; atOperation < operations; atOperation += 1) {
        const { world, accepted } = replace({ atOperation, way });
        const { active, journal } = world.duty;
        const where = `operation ${atOperation}`;
        expect([10, 100], where).toContain(active?.policy.precisionM);
        if (accepted) expect(active?.policy.precisionM, where).toBe(100);
        expect(journal.policySequence, where).toBe(active?.sequence);
        expect(journal.intact, where).toBe(true);
        const third = policyInstruction(testPolicy, { sequence: 3 });
        expect(world.duty.instruct(third), where).toMatchObject({ accepted: true });
      }
    },
  );
});
