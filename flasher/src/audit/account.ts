import type { JournalEntry, VerifiedExport } from '@feierabend/protocol';

import type { Json } from '../output/event.ts';
import { isoTime } from '../signing/instruction-file.ts';

/** What a verified journal tells about a device, for people and for machines. */
export interface Account {
  readonly tenant: string;
  readonly device: string;
  readonly entries: number;
  /** Entries before them that are only proven by count and hash. */
  readonly cutEntries: number;
  readonly firstAtS: number | undefined;
  readonly lastAtS: number | undefined;
  readonly kinds: Readonly<Record<string, number>>;
  readonly instructions: readonly JournalEntry[];
  /** What somebody should look at. */
  readonly concerns: readonly JournalEntry[];
  readonly receipts: VerifiedExport['receipts'];
}

export function accountOf({ head, entries, cut, receipts }: VerifiedExport): Account {
  const times = entries.flatMap(({ atS }) => atS ?? []);
  const kinds: Record<string, number> = {};
  for (const { kind } of entries) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    tenant: head.tenant,
    device: head.device,
    entries: entries.length,
    cutEntries: cut?.count ?? 0,
    firstAtS: times[0],
    lastAtS: times.at(-1),
    kinds,
    instructions: entries.filter(isOrder),
    concerns: entries.filter(isConcern),
    receipts,
  };
}

/** The entry that an accepted instruction has, not the one that names what it confirmed. */
export function isOrder({ kind, detail }: JournalEntry): boolean {
  return kind === 'instruction-accepted' && detail['kind'] !== undefined;
}

function isConcern({ kind, detail }: JournalEntry): boolean {
  if (kind === 'tamper' || kind === 'doubt' || kind === 'instruction-refused') return true;
  return kind === 'boot' && (detail['reset'] === 'crash' || detail['reset'] === 'watchdog');
}

export function accountLines(account: Account): string[] {
  const { tenant, device, entries, cutEntries, instructions, concerns, receipts } = account;
  const kinds = Object.entries(account.kinds).map(([kind, count]) => `${count} ${kind}`);
  return [
    `Device    ${device} of tenant ${tenant}`,
    `Journal   ${entries} entries, verified up to the head that the device signed`,
    ...(cutEntries === 0
      ? []
      : [`Cut       ${cutEntries} earlier entries are proven by count and hash alone`]),
    `Time      ${timeOf(account.firstAtS)} to ${timeOf(account.lastAtS)}`,
    `Kinds     ${kinds.join(', ')}`,
    ...instructions.map((entry) => `Order     ${orderWords(entry)}`),
    ...receipts.map((receipt) => `Deleted   ${receiptWords(receipt)}`),
    ...concerns.map((entry) => `LOOK      ${entryWords(entry)}`),
    concerns.length === 0 ? 'Concerns  none' : `Concerns  ${concerns.length}, see above`,
  ];
}

export function orderWords({ atS, detail }: JournalEntry): string {
  const { kind, sequence, author, role, reason } = detail;
  return `${timeOf(atS)} ${kind} ${sequence} by ${author}, ${role}: ${reason}`;
}

function receiptWords(receipt: Account['receipts'][number]): string {
  const { atS, scope, count, attested } = receipt;
  const proof = attested ? 'read back as erased by the device' : 'ordered, not read back';
  return `${timeOf(atS)} ${scope}, ${count} batches, ${proof}`;
}

function entryWords({ index, atS, kind, detail }: JournalEntry): string {
  const said = Object.entries(detail).map(([name, value]) => `${name} ${value}`);
  return `${index} ${timeOf(atS)} ${kind} ${said.join(', ')}`.trimEnd();
}

export function timeOf(atS: number | null | undefined): string {
  return atS === null || atS === undefined ? '(time not trusted)' : isoTime(atS);
}

export function accountFacts(account: Account): { readonly [key: string]: Json } {
  const { instructions, concerns, receipts, firstAtS, lastAtS, ...same } = account;
  return {
    ...same,
    firstAt: firstAtS === undefined ? null : isoTime(firstAtS),
    lastAt: lastAtS === undefined ? null : isoTime(lastAtS),
    instructions: instructions.map(entryFacts),
    concerns: concerns.map(entryFacts),
    receipts: receipts.map(({ scope, count, attested, atS }) => ({
      scope,
      count,
      attested,
      at: atS === undefined ? null : isoTime(atS),
    })),
  };
}

export function entryFacts({ index, atS, kind, detail }: JournalEntry): Json {
  return { index, at: atS === null ? null : isoTime(atS), kind, detail };
}
