import { signReceipt, type TrackerRecord } from '@feierabend/protocol';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';

import { Tally } from '../result/tally.ts';
import type { OpenedFrame, SeenMessage, Subject } from './checker.ts';
import { DeletionChecker } from './deletion.ts';
import { nothingLeft } from './leftover.ts';

const seed = new Uint8Array(32).fill(1);
const hour = 3_600_000;
const wipedMs = 10 * hour;
const message = (atMs: number): SeenMessage => ({ atMs, topic: 't', payload: new Uint8Array() });
const frame = { stream: 'report', session: '', counter: 0, staged: false, policy: '' } as const;
const sealed: OpenedFrame = { ...frame, plaintext: new Uint8Array() };
const fix = (timeS: number): TrackerRecord => ({
  kind: 'fix',
  timeS,
  latitudeE5: 1,
  longitudeE5: 2,
});

function receipt(signer: Uint8Array, attested: boolean): Uint8Array {
  return signReceipt(
    {
      tenant: 'acme',
      device: 'van-1',
      scope: 'reports',
      count: 3,
      instruction: new Uint8Array(32),
      attested,
      journalCount: 1,
      journalHead: new Uint8Array(32),
    },
    signer,
  );
}

function checked(act: (checker: DeletionChecker) => void, endMs = wipedMs + 5 * hour) {
  const tally = new Tally();
  const subject = { signKey: ed25519.getPublicKey(seed) } as Partial<Subject> as Subject;
  const find = (atMs: number, sentence: string) =>
    tally.find({ index: 0, device: 'van-1', atMs, checker: 'deletion', sentence });
  const checker = new DeletionChecker(subject, { tally, find });
  checker.answered({ atMs: wipedMs, order: 'wipe', tenant: 'acme', accepted: true });
  act(checker);
  const rest = {
    days: 1,
    energy: undefined as never,
    payloadBytes: 0,
    boots: 0,
    fixesTaken: 0,
    left: nothingLeft,
  };
  checker.finish({ atMs: endMs, ...rest });
  return [tally.sum('after-wipe'), tally.sum('receipts-missing'), tally.findingCount];
}

const sends = (checker: DeletionChecker, timeS: number) =>
  checker.opened({ kind: 'records', records: [fix(timeS)], ...sealed }, message(wipedMs + hour));
const signs = (checker: DeletionChecker, signer: Uint8Array, attested = true) =>
  checker.opened(
    { kind: 'receipt', receipt: receipt(signer, attested), ...sealed },
    message(wipedMs),
  );

describe('after a wipe', () => {
  it('what was taken since may come, with the receipt of the device', () => {
    const seen = checked((checker) => {
      signs(checker, seed);
      sends(checker, wipedMs / 1000 + 60);
    });
    expect(seen).toEqual([0, 0, 0]);
  });

  it('what was taken before may not', () => {
    const seen = checked((checker) => {
      signs(checker, seed);
      sends(checker, wipedMs / 1000 - 60);
    });
    expect(seen).toEqual([1, 0, 1]);
  });

  it('a receipt is missing that did not come, that another device signed, or that attests nothing', () => {
    expect(checked(() => {})).toEqual([0, 1, 1]);
    expect(checked((checker) => signs(checker, new Uint8Array(32).fill(2)))).toEqual([0, 1, 1]);
    expect(checked((checker) => signs(checker, seed, false))).toEqual([0, 1, 1]);
    expect(checked(() => {}, wipedMs + hour)).toEqual([0, 0, 0]);
  });
});
