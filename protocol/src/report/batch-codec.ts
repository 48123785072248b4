import { UsageError } from '../errors.ts';
import { failed, ok, type Failed, type Result } from '../result.ts';
import type { BitCoder } from './batch/bit-coder.ts';
import { bitLength } from './batch/number-code.ts';
import { RangeDecoder } from './batch/range-decoder.ts';
import { RangeEncoder } from './batch/range-encoder.ts';
import { RecordCode } from './batch/record-code.ts';
import { recordProblem } from './batch/record-rules.ts';
import type { TrackerRecord } from './records.ts';

/** First byte of every batch. */
export const batchVersion = 2;

/**
 * More records are refused on both sides, so that no bytes make a receiver allocate without bound.
 */
export const batchRecordsMax = 4096;

/**
 * Codes records in the order given; they need not be sorted by time. Throws UsageError
 * REPORT_RECORD when a value is not a whole number in its range, or when there are more than {@link
 * batchRecordsMax}. Format: docs/protocol/report.md.
 */
export function encodeBatch(records: readonly TrackerRecord[]): Uint8Array {
  if (records.length > batchRecordsMax) {
    throw unfit(`at most ${batchRecordsMax} records in a batch`, `there were ${records.length}`);
  }
  const out: number[] = [batchVersion];
  const encoder = new RangeEncoder(out);
  codeCount(encoder, records.length);
  const code = new RecordCode();
  for (const record of records) {
    const problem = recordProblem(record);
    if (problem !== undefined) {
      throw unfit(`${problem} that a batch can hold`, 'the value was outside of that');
    }
    code.code(encoder, record);
  }
  encoder.finish();
  return new Uint8Array(out);
}

/**
 * Reads a batch. Total: any bytes give records or a fault (REPORT_VERSION, REPORT_TRUNCATED,
 * REPORT_MALFORMED), and never more than {@link batchRecordsMax} records. Canonical: bytes that are
 * accepted are the ones {@link encodeBatch} makes of the records.
 */
export function decodeBatch(bytes: Uint8Array): Result<TrackerRecord[]> {
  const version = bytes[0];
  if (version === undefined) return invalid('REPORT_TRUNCATED', 'there were no bytes');
  if (version !== batchVersion) return invalid('REPORT_VERSION', `its version was ${version}`);
  const decoder = new RangeDecoder(bytes, 1);
  const count = codeCount(decoder, 0);
  if (count === undefined) return invalid('REPORT_MALFORMED', 'its count was not in its only form');
  if (count > batchRecordsMax) return invalid('REPORT_MALFORMED', `it announced ${count} records`);
  const code = new RecordCode();
  const records: TrackerRecord[] = [];
  for (let i = 0; i < count; i += 1) {
    const record = code.code(decoder, undefined);
    if (decoder.isPastEnd) return truncated(`record ${i} of ${count}`);
    if (typeof record === 'string') return invalid('REPORT_MALFORMED', `record ${i} had ${record}`);
    records.push(record);
  }
  const end = decoder.end();
  if (end === 'clean') return ok(records);
  if (end === 'truncated') return truncated('its last bytes');
  return invalid('REPORT_MALFORMED', 'it did not end where its records end');
}

const lengthBits = 4;

/** One bit for a single record; otherwise the bits of the count, and how many they are. */
function codeCount(coder: BitCoder, count: number): number | undefined {
  if (coder.direct(1, count === 1 ? 0 : 1) === 0) return 1;
  const length = coder.direct(lengthBits, bitLength(count));
  if (length === 0) return 0;
  const top = 2 ** (length - 1);
  const coded = top + coder.direct(length - 1, count & (top - 1));
  return coded === 1 ? undefined : coded;
}

function truncated(where: string): Failed {
  return invalid('REPORT_TRUNCATED', `it ended inside ${where}`);
}

function unfit(expected: string, came: string): UsageError {
  return new UsageError({
    code: 'REPORT_RECORD',
    expected,
    came,
    next: 'correct the record before coding it',
  });
}

function invalid(code: string, came: string): Failed {
  return failed({
    code,
    expected: `a batch of records, version ${batchVersion}`,
    came,
    next: 'check that sender and receiver speak the same protocol version',
  });
}
