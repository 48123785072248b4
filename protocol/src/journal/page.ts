import { decodeCbor, encodeCbor, type CborValue } from '../cbor.ts';
import { UsageError, type FaultParts } from '../errors.ts';
import { failed, ok, type Result } from '../result.ts';
import { journalLimits } from './entry.ts';

/**
 * Some entries on their way to a reader, with the head the device has signed for the whole journal.
 */
export interface JournalPage {
  /** Number of the first entry of this page. */
  readonly firstIndex: number;
  /** Encoded entries in order; may be none. */
  readonly entries: readonly Uint8Array[];
  readonly signedHead: Uint8Array;
}

export const journalPageLimits = { entriesMax: 256, signedHeadBytesMax: 256 } as const;

/**
 * Deterministic CBOR `[first index, [entry bytes ...], signed head bytes]`. Throws {@link
 * UsageError} `JOURNAL_PAGE`.
 */
export function encodeJournalPage(page: JournalPage): Uint8Array {
  const { firstIndex, entries, signedHead } = page;
  const read = readPage([firstIndex, entries, signedHead]);
  if (read === undefined)
    throw new UsageError(pageFault('a part has another shape or is too long'));
  return encodeCbor([firstIndex, entries, signedHead]);
}

/** Reads a page; entries and head are still to be verified. Never throws. */
export function decodeJournalPage(bytes: Uint8Array): Result<JournalPage> {
  const decoded = decodeCbor(bytes, { useMaps: true, deterministic: true });
  if (!decoded.ok) return decoded;
  const page = readPage(decoded.value);
  return page === undefined ? failed(pageFault('it has another shape')) : ok(page);
}

function readPage(value: CborValue): JournalPage | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [firstIndex, entries, signedHead] = value as readonly CborValue[];
  if (typeof firstIndex !== 'number' || !Number.isSafeInteger(firstIndex) || firstIndex < 0) {
    return undefined;
  }
  if (!Array.isArray(entries) || entries.length > journalPageLimits.entriesMax) return undefined;
  if (
    !(entries as readonly unknown[]).every((entry) => isBytes(entry, journalLimits.entryBytesMax))
  ) {
    return undefined;
  }
  if (!isBytes(signedHead, journalPageLimits.signedHeadBytesMax)) return undefined;
  return { firstIndex, entries: entries as readonly Uint8Array[], signedHead };
}

function isBytes(value: unknown, bytesMax: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length <= bytesMax;
}

function pageFault(came: string): FaultParts {
  return {
    code: 'JOURNAL_PAGE',
    expected: `a first index, at most ${journalPageLimits.entriesMax} entries and a signed head`,
    came,
    next: 'read the journal from the device again',
  };
}
