import {
  decodeEntry,
  JournalChain,
  type JournalDetail,
  signHead,
  type JournalKind,
  type JournalPage,
} from '@feierabend/protocol';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';

import { Tally } from '../result/tally.ts';
import type { OpenedFrame, Subject } from './checker.ts';
import { JournalChecker } from './journal.ts';
import { nothingLeft } from './leftover.ts';

const seed = new Uint8Array(32).fill(1);
const owner = { tenant: 'acme', device: 'van-1' };
const sealed: OpenedFrame = {
  stream: 'journal',
  session: '',
  counter: 0,
  staged: false,
  policy: '',
  plaintext: new Uint8Array(),
};

/** Pages of two entries each, as a device makes them: each with the head of its time. */
function pagesOf(
  kinds: readonly JournalKind[],
  detailOf: (kind: JournalKind) => JournalDetail = () => ({}),
): JournalPage[] {
  const chain = new JournalChain(owner);
  const pages: JournalPage[] = [];
  for (let at = 0; at < kinds.length; at += 2) {
    const entries = kinds.slice(at, at + 2).map((kind, index) => {
      const atS = (at + index) * 60;
      return chain.append({ kind, atS, uptimeMs: atS * 1000, detail: detailOf(kind) }).bytes;
    });
    const { count, head } = chain;
    const signedHead = signHead({ ...owner, count, head }, seed);
    pages.push({ firstIndex: at, entries, signedHead });
  }
  return pages;
}

const pages = pagesOf(Array.from({ length: 10 }, () => 'storage'));

/** What is found when these pages have come, and those wait. */
function found(
  came: readonly JournalPage[],
  waiting: readonly JournalPage[] = [],
  journalLength = 0,
  { accepted = 0, boots = 0 } = {},
): string[] {
  const tally = new Tally();
  const signKey = ed25519.getPublicKey(seed);
  const subject = { ...owner, signKey, policies: new Map() } as Partial<Subject> as Subject;
  const find = (atMs: number, sentence: string) =>
    tally.find({ index: 0, device: owner.device, atMs, checker: 'journal', sentence });
  const checker = new JournalChecker(subject, { tally, find });
  const message = { atMs: 1, topic: '', payload: new Uint8Array() };
  for (const page of came) checker.opened({ kind: 'journal', page, ...sealed }, message);
  for (let order = 0; order < accepted; order += 1) {
    checker.answered({ atMs: 1, order: 'wipe', tenant: owner.tenant, accepted: true });
  }
  const entries = new Map(
    waiting.flatMap((page) => page.entries.map((bytes, at) => [page.firstIndex + at, bytes])),
  );
  const rest = { days: 1, energy: undefined as never, payloadBytes: 0, boots, fixesTaken: 0 };
  checker.finish({ atMs: 2, ...rest, left: { ...nothingLeft, entries, journalLength } });
  expect(tally.sum('journal-faults')).toBe(tally.findingCount);
  return tally.findings.map(({ sentence }) => sentence);
}

const without = (...gone: readonly number[]) => pages.filter((_, at) => !gone.includes(at));

describe('a journal', () => {
  it('is whole when all of it came, or the rest of it waits', () => {
    expect(decodeEntry(pages[0]?.entries[0] ?? new Uint8Array()).ok).toBe(true);
    expect(found(pages)).toEqual([]);
    expect(found(without(3, 4), pages.slice(3))).toEqual([]);
    expect(found(without(2), pages.slice(2, 3))).toEqual([]);
  });

  it('is not when something in its middle neither came nor waits', () => {
    expect(found(without(2))).toEqual([
      '2 entries of the journal, from 4 on, neither came nor wait',
    ]);
    expect(found(without(1, 2), pages.slice(2, 3))).toEqual([
      '2 entries of the journal, from 2 on, neither came nor wait',
    ]);
  });

  it('tells of every time that the firmware began', () => {
    const told = found(pages, [], 0, { boots: 1000 }).at(0);
    expect(told).toMatch(/it began 1000 times, and the journal tells of \d+/u);
  });

  it('is not when the device has written more than came or waits', () => {
    expect(found(pages, [], 10)).toEqual([]);
    expect(found(without(4), pages.slice(4), 10)).toEqual([]);
    const sentences = ['1 entries of the journal, from 10 on, neither came nor wait'];
    expect(found(pages, [], 11)).toEqual(sentences);
    expect(found([], [], 1).at(0)).toContain('1 entries of the journal, from 0 on');
  });

  it('is not when the device has signed for more than came or waits', () => {
    const [last] = pages.slice(-1);
    const first = pages.map((page) => ({
      ...page,
      signedHead: last?.signedHead ?? page.signedHead,
    }));
    expect(found(first)).toEqual([]);
    expect(found(first.slice(0, 3)).at(0)).toContain('4 entries of the journal, from 6 on');
  });

  it('tells of an order as soon as it is written, and of a crash, also when the device is closed and sends neither', () => {
    const kinds = ['storage', 'storage', 'instruction-accepted', 'boot'] as const;
    const detailOf = (kind: JournalKind): JournalDetail =>
      kind === 'boot' ? { reset: 'crash' } : {};
    const [first, second] = pagesOf(kinds, detailOf).map((page) => [page]);
    const crashed = 'the firmware had crashed';
    expect(found(first ?? [], second, 4, { accepted: 1 })).toEqual([crashed]);
    expect(found([...(first ?? []), ...(second ?? [])], second, 4, { accepted: 1 })).toEqual([
      crashed,
    ]);
    expect(found(first ?? [], second, 4, { accepted: 2 }).join('; ')).toContain(
      'the journal tells of 1 and 0',
    );
  });

  it('is not when what is behind a page that waits was changed', () => {
    const changed = pages.map((page, at) =>
      at === 4
        ? { ...page, entries: [...page.entries.slice(1), ...page.entries.slice(0, 1)] }
        : page,
    );
    expect(
      found(
        changed.filter((_, at) => at !== 2),
        pages.slice(2, 3),
      ),
    ).toEqual(['the journal does not verify: JOURNAL_GAP']);
  });
});
