import type { CborValue } from '../cbor.ts';
import { UsageError, type FaultParts } from '../errors.ts';
import { failed, ok, type Result } from '../result.ts';
import { at, kindOf, oneOf, optional, uint, type CborField } from '../schema/cbor-fields.ts';
import { cborMap } from '../schema/cbor-map.ts';

/** What a journal tells of. None of these has a place. */
export const journalKinds = [
  'boot',
  'mode',
  'clock',
  'instruction-accepted',
  'instruction-refused',
  'firmware',
  'storage',
  'session',
  'deletion',
  'provisioning',
  'tamper',
  'doubt',
] as const;
export type JournalKind = (typeof journalKinds)[number];

/**
 * A few named texts and whole numbers. There are no fractions, so a coordinate in degrees does not
 * fit.
 */
export type JournalDetail = Readonly<Record<string, string | number>>;

/** What happened, before the chain gave it a number. */
export interface JournalEvent {
  /** UTC second; null while the clock is not trusted. */
  readonly atS: number | null;
  /** Since the last boot. */
  readonly uptimeMs: number;
  readonly kind: JournalKind;
  readonly detail: JournalDetail;
}

export interface JournalEntry extends JournalEvent {
  /** Counts from 0, without gaps, over the life of the device. */
  readonly index: number;
}

export const journalLimits = {
  entryBytesMax: 512,
  detailItemsMax: 12,
  detailKeyBytesMax: 24,
  detailTextBytesMax: 128,
} as const;

const utf8 = new TextEncoder();
const { detailItemsMax } = journalLimits;
const wantedDetail = `a map of at most ${detailItemsMax} names to short texts or whole numbers`;

export const detailField: CborField<JournalDetail> = {
  type: '{tstr: tstr / int}',
  doc: 'what else is worth knowing',
  misfit: (value) => (isDetail(Object.entries(value)) ? undefined : wantedDetail),
  toCbor: (value) => new Map(Object.entries(value)),
  fromCbor(value: CborValue): Result<JournalDetail> {
    const entries =
      value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : undefined;
    if (entries !== undefined && isDetail(entries)) return ok(Object.fromEntries(entries));
    return failed({
      code: 'JOURNAL_DETAIL',
      expected: wantedDetail,
      came: entries === undefined ? `it was ${kindOf(value)}` : 'an item was something else',
      next: 'read the journal from the device again',
    });
  },
};

export const EntryMap = cborMap(
  'JournalEntry',
  {
    index: at(1, uint('number of the entry, from 0')),
    atS: at(
      2,
      optional(uint('UTC second; absent while the clock is not trusted', { max: 0xffff_ffff })),
    ),
    uptimeMs: at(3, uint('since the last boot')),
    kind: at(4, oneOf('what happened', journalKinds)),
    detail: at(5, detailField),
  },
  { keys: 'integer', closed: true },
);

/**
 * Deterministic CBOR of an entry. Throws {@link UsageError} when a value or the whole does not fit.
 */
export function encodeEntry(entry: JournalEntry): Uint8Array {
  const { index, atS, uptimeMs, kind, detail } = entry;
  const bytes = EntryMap.encode({ index, atS: atS ?? undefined, uptimeMs, kind, detail });
  if (bytes.length > journalLimits.entryBytesMax) {
    throw new UsageError(entryFault(`it has ${bytes.length} bytes`));
  }
  return bytes;
}

/** Reads what {@link encodeEntry} writes. Never throws. */
export function decodeEntry(bytes: Uint8Array): Result<JournalEntry> {
  if (bytes.length > journalLimits.entryBytesMax)
    return failed(entryFault(`it has ${bytes.length} bytes`));
  const map = EntryMap.decode(bytes);
  if (!map.ok) return failed(entryFault(`${map.fault.expected} was expected, ${map.fault.came}`));
  const { index, atS = null, uptimeMs, kind, detail } = map.value;
  return ok({ index, atS, uptimeMs, kind, detail });
}

function isDetail(
  entries: readonly (readonly [unknown, unknown])[],
): entries is readonly (readonly [string, string | number])[] {
  if (entries.length > detailItemsMax) return false;
  return entries.every(([name, value]) => {
    if (typeof name !== 'string' || !/^[a-z][A-Za-z0-9]*$/u.test(name)) return false;
    if (name.length > journalLimits.detailKeyBytesMax) return false;
    if (typeof value === 'number') return Number.isSafeInteger(value);
    return (
      typeof value === 'string' && utf8.encode(value).length <= journalLimits.detailTextBytesMax
    );
  });
}

function entryFault(came: string): FaultParts {
  return {
    code: 'JOURNAL_ENTRY',
    expected: `a journal entry of at most ${journalLimits.entryBytesMax} bytes`,
    came,
    next: 'make its texts shorter, or read the journal from the device again',
  };
}
