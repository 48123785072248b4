import { JournalChain } from '../../src/journal/chain.ts';
import {
  deletionScopes,
  signReceipt,
  type DeletionReceipt,
} from '../../src/journal/deletion-receipt.ts';
import { encodeEntry, journalKinds, type JournalEvent } from '../../src/journal/entry.ts';
import { encodeJournalExport } from '../../src/journal/journal-export.ts';
import { encodeJournalPage } from '../../src/journal/page.ts';
import {
  sampleExport,
  sampleOwner,
  samplePeriod,
  sampleSeed,
} from '../../src/journal/sample-journal.suite.ts';
import { signHead } from '../../src/journal/signed-head.ts';
import type { Dice } from '../dice.ts';

function growEvent(dice: Dice): JournalEvent {
  const names = Array.from({ length: dice.small(4) }, (_, i) => `name${i}`);
  const detail = names.map((name): [string, string | number] => [
    name,
    dice.chance(50) ? dice.word() - 0x8000_0000 : 'ä'.repeat(dice.small(20)),
  ]);
  return {
    atS: dice.chance(20) ? null : dice.word(),
    uptimeMs: dice.small(0xffff_ffff),
    kind: dice.pick(journalKinds),
    detail: Object.fromEntries(detail),
  };
}

export const growEntry = (dice: Dice): Uint8Array =>
  encodeEntry({ index: dice.small(0xffff_ffff), ...growEvent(dice) });

function growChain(dice: Dice, kinds: (event: JournalEvent) => JournalEvent = (event) => event) {
  const chain = new JournalChain(sampleOwner);
  const entries = Array.from(
    { length: dice.small(8) },
    () => chain.append(kinds(growEvent(dice))).bytes,
  );
  const head = { ...sampleOwner, count: chain.count, head: chain.head };
  return { entries, signedHead: signHead(head, sampleSeed) };
}

export const growHead = (dice: Dice): Uint8Array =>
  signHead({ ...sampleOwner, count: dice.word(), head: dice.bytes(32) }, sampleSeed);

export const growPage = (dice: Dice): Uint8Array =>
  encodeJournalPage({ firstIndex: 0, ...growChain(dice) });

/** A journal without deletions, so that no receipt belongs to it. */
export function growExport(dice: Dice): Uint8Array {
  const chain = growChain(dice, (event) =>
    event.kind === 'deletion' ? { ...event, kind: 'boot' } : event,
  );
  return encodeJournalExport({ ...sampleExport(), ...chain, receipts: [] });
}

export function growReceipt(dice: Dice): Uint8Array {
  const scope = dice.pick(deletionScopes);
  const { instruction, fromS, untilS, ...common } = samplePeriod;
  const receipt: DeletionReceipt = {
    ...common,
    scope,
    count: dice.small(1000),
    attested: dice.chance(50),
    journalHead: dice.bytes(32),
    ...(scope === 'retention' ? {} : { instruction }),
    ...(scope === 'period' ? { fromS, untilS } : {}),
  };
  return signReceipt(receipt, sampleSeed);
}
