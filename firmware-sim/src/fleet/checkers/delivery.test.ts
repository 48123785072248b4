import {
  encodeEntry,
  frameKinds,
  type JournalDetail,
  type TrackerRecord,
} from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { Tally } from '../result/tally.ts';
import type { OpenedFrame, SeenMessage, Subject } from './checker.ts';
import { DeliveryChecker } from './delivery.ts';
import { nothingLeft, type Leftover } from './leftover.ts';

const message: SeenMessage = { atMs: 1_000_000, topic: 't/report', payload: new Uint8Array() };
const sessionTag = 0x0102_0304;
const sealed = (counter: number): OpenedFrame => ({
  stream: 'report',
  session: '0102030405060708',
  counter,
  staged: false,
  policy: '',
  plaintext: new Uint8Array(),
});
const fix = (timeS: number, longitudeE5 = 2): TrackerRecord => ({
  kind: 'fix',
  timeS,
  latitudeE5: 1,
  longitudeE5,
});
const deletion = (detail: JournalDetail, index = 0): Uint8Array =>
  encodeEntry({ index, kind: 'deletion', atS: 1, uptimeMs: 1, detail });

type Act = (checker: DeliveryChecker) => void;

function checked(act: Act, left: Partial<Leftover> = {}, fixesTaken = 0): Tally {
  const tally = new Tally();
  const find = (atMs: number, sentence: string) =>
    tally.find({ index: 0, device: 'van-1', atMs, checker: 'delivery', sentence });
  const checker = new DeliveryChecker({} as Subject, { tally, find });
  act(checker);
  const rest = { days: 1, energy: undefined as never, payloadBytes: 0, boots: 0, fixesTaken };
  checker.finish({ atMs: 2_000_000, ...rest, left: { ...nothingLeft, sealed: 5, ...left } });
  return tally;
}

/** As it is on the wire, but for what is sealed. */
const frameOf = (counter: number, kind: number = frameKinds.sealed) =>
  Uint8Array.of(kind, 1, 2, 3, 4, 0, 0, 0, counter);
const takes = (checker: DeliveryChecker, payload: Uint8Array) => {
  checker.seen({ ...message, payload });
  checker.acknowledged({ atMs: message.atMs, channel: 'report', payload });
};
const comes = (checker: DeliveryChecker, counter: number, records = [fix(counter)]) => {
  takes(checker, frameOf(counter));
  checker.opened({ kind: 'records', records, ...sealed(counter) }, message);
};
const tells = (checker: DeliveryChecker, counter: number, entries: readonly Uint8Array[]) => {
  takes(checker, frameOf(counter));
  const page = { firstIndex: 0, entries, signedHead: new Uint8Array() };
  checker.opened({ kind: 'journal', page, ...sealed(counter) }, message);
};
const waiting = (...counters: readonly number[]) => ({
  frames: counters.map((counter) => ({ sessionTag, counter })),
});

describe('a sealed frame that did not come', () => {
  const holes: Act = (checker) => [0, 1, 4].forEach((counter) => comes(checker, counter));

  it('is missing when it does not wait itself, whatever else waits', () => {
    expect(checked(holes).sum('gaps')).toBe(2);
    expect(checked(holes, waiting(2, 3)).sum('gaps')).toBe(0);
    expect(checked(holes, waiting(3)).sum('gaps')).toBe(1);
    expect(checked(holes, { sealed: 8, ...waiting(5, 6, 7) }).sum('gaps')).toBe(2);
    const elsewhere = [2, 3].map((counter) => ({ sessionTag: 9, counter }));
    expect(checked(holes, { sealed: 7, frames: elsewhere }).sum('gaps')).toBe(2);
  });

  it('is missing when it is newer than all that came, or of a session of which nothing came', () => {
    const all: Act = (checker) => [0, 1, 2].forEach((counter) => comes(checker, counter));
    expect(checked(all).sum('gaps')).toBe(2);
    expect(checked(all, waiting(3, 4)).sum('gaps')).toBe(0);
    expect(checked(all, { sealed: 6, ...waiting(3, 5) }).sum('gaps')).toBe(1);
    expect(checked(() => {}).sum('gaps')).toBe(5);
  });

  it('may have been deleted, when the device says so, and each deletion counts once', () => {
    const one = deletion({ reason: 'retention', frames: 1 });
    const told: Act = (checker) => {
      comes(checker, 0);
      tells(checker, 1, [one]);
      tells(checker, 4, [one]);
    };
    expect(checked(told).sum('gaps')).toBe(1);
    const entries = new Map([[0, one]]);
    expect(checked(holes, { entries }).sum('gaps')).toBe(1);
    expect(checked(told, { entries }).sum('gaps')).toBe(1);
    const both = deletion({ receipt: 'ab', scope: 'reports', batches: 2 });
    expect(checked(holes, { entries: new Map([[0, both]]) }).sum('gaps')).toBe(0);
  });

  it.each([
    { reason: 'retention', frames: 3, keys: 2 },
    { reason: 'retention', frames: 3, keys: 1, staged: 1 },
    { receipt: 'ab', scope: 'reports', batches: 2, staged: 1 },
  ])('is not a key or a staged record that was deleted: %o', (detail) => {
    expect(checked(holes, { entries: new Map([[0, deletion(detail)]]) }).sum('gaps')).toBe(1);
  });

  it('may be what was deleted and did not say any more what it was', () => {
    const damaged = (unknown: number) => deletion({ reason: 'damaged', frames: 3, unknown });
    expect(checked(holes, { entries: new Map([[0, damaged(3)]]) }).sum('gaps')).toBe(0);
    expect(
      checked(holes, { entries: new Map([[0, damaged(0)]]) }).findings.at(0)?.sentence,
    ).toContain('1 frames were deleted by its journal that it never had');
  });

  it('is not one of those that were deleted when others have come, and nobody had acknowledged them', () => {
    const unheard: Act = (checker) => {
      holes(checker);
      checker.opened({ kind: 'records', records: [fix(2)], ...sealed(2) }, message);
    };
    const entries = new Map([[0, deletion({ receipt: 'ab', scope: 'reports', batches: 1 })]]);
    expect(checked(unheard, { entries }).sum('gaps')).toBe(1);
    expect(checked(unheard, { ...waiting(2), entries }).sum('gaps')).toBe(0);
  });

  it('and that waits though it was acknowledged would be sent again, unless flash takes no mark', () => {
    expect(checked(holes, waiting(1, 2, 3, 4)).sum('gaps')).toBe(2);
    const worn = encodeEntry({
      index: 0,
      kind: 'storage',
      atS: 1,
      uptimeMs: 1,
      detail: { failures: 1 },
    });
    expect(
      checked(holes, { ...waiting(1, 2, 3, 4), entries: new Map([[0, worn]]) }).sum('gaps'),
    ).toBe(0);
  });

  it('may be one that flash does not give any more', () => {
    expect(checked(holes, { unreadable: 1 }).sum('gaps')).toBe(1);
  });
});

it('a frame that flash holds no more when its acknowledgement comes was let go too soon', () => {
  const early: Act = (checker) => {
    [0, 1, 2, 3, 4].forEach((counter) => comes(checker, counter));
    checker.acknowledged({ atMs: 1, channel: 'event', payload: new Uint8Array(), isKept: false });
  };
  const [first] = checked(early).findings.filter(({ sentence }) => sentence.includes('let go'));
  expect(first?.sentence).toContain('1 frames were let go before they were acknowledged');
});

describe('a place that was taken', () => {
  const all: Act = (checker) =>
    [0, 1, 2, 3, 4].forEach((counter) =>
      comes(checker, counter, [fix(counter), fix(counter + 10)]),
    );

  it('is in a report that came, or in the batch that is being collected', () => {
    expect(checked(all, {}, 10).findings).toEqual([]);
    expect(checked(all, { staged: 2 }, 12).findings).toEqual([]);
    expect(checked(all, {}, 12).findings.at(0)?.sentence).toContain('2 places were taken');
    expect(checked(all, {}, 12).sum('gaps')).toBe(2);
  });

  it('may be in a report that waits or was deleted', () => {
    expect(checked(all, { reports: 1 }, 12).findings).toEqual([]);
    const entries = new Map([[0, deletion({ reason: 'policy', records: 2 })]]);
    expect(checked(all, { entries }, 12).findings).toEqual([]);
    const full = encodeEntry({
      index: 0,
      kind: 'storage',
      atS: 1,
      uptimeMs: 1,
      detail: { full: 'outbox' },
    });
    expect(checked(all, { entries: new Map([[0, full]]) }, 12).findings).toEqual([]);
  });
});

describe('a report', () => {
  it('is a duplicate when a place of it came before under another number', () => {
    const twice: Act = (checker) => {
      comes(checker, 0, [fix(10), fix(20)]);
      comes(checker, 1, [fix(10), fix(20)]);
      comes(checker, 2, [fix(20), fix(30)]);
    };
    expect(checked(twice).sum('duplicates')).toBe(2);
  });

  it('is none when the device stands still, or takes another place in the same second', () => {
    const once: Act = (checker) => {
      comes(checker, 0, [fix(10), fix(20)]);
      comes(checker, 1, [fix(30), fix(20, 7)]);
    };
    expect(checked(once).sum('duplicates')).toBe(0);
  });
});
