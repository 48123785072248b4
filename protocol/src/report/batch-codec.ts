import { UsageError } from '../errors.ts';
import { failed, ok, type Result } from '../result.ts';
import { CoordinateTrack } from './coordinate-track.ts';
import { TimeTrack } from './time-track.ts';
import { pushVarint, unzigzag, VarintReader, zigzag } from './varint.ts';
import {
  noFixReasons,
  recordStartS,
  trackerEvents,
  withheldReasons,
  type TrackerRecord,
} from './records.ts';

/** First byte of every batch. */
export const batchVersion = 1;

/**
 * More records are refused on both sides, so that no bytes make a receiver allocate without bound.
 */
export const batchRecordsMax = 4096;

/** Low three bits of a record's head. */
const kindCodes = {
  fix: 0,
  'no-fix': 1,
  withheld: 2,
  heartbeat: 3,
  mileage: 4,
  event: 5,
} as const satisfies Record<TrackerRecord['kind'], number>;
const kinds = Object.keys(kindCodes) as readonly TrackerRecord['kind'][];

const kindBits = 8;
/**
 * Bit 3 of a head: a fix whose set of optional fields is not the one of the fix before. Zero for
 * every other kind.
 */
const fieldsChangeBit = 8;
const headScale = 16;

const u16Max = 0xffff;
const u32Max = 0xffff_ffff;

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
  pushVarint(out, records.length);
  const time = new TimeTrack();
  const track = new CoordinateTrack();
  for (const record of records) {
    const startS = recordStartS(record);
    requireRange('a time', startS, u32Max);
    const fieldsChange = record.kind === 'fix' && track.fieldsChange(record);
    const head = zigzag(time.surprise(startS)) * headScale;
    pushVarint(out, head + (fieldsChange ? fieldsChangeBit : 0) + kindCodes[record.kind]);
    if (record.kind === 'fix') track.push(out, record);
    else pushBody(out, record);
    time.advance(startS, 'untilS' in record ? record.untilS : startS);
  }
  return Uint8Array.from(out);
}

function pushBody(out: number[], record: Exclude<TrackerRecord, { kind: 'fix' }>): void {
  switch (record.kind) {
    case 'no-fix':
      pushVarint(out, codeOf(noFixReasons, record.reason));
      return;
    case 'withheld':
      pushSpan(out, record);
      pushVarint(out, codeOf(withheldReasons, record.reason));
      return;
    case 'heartbeat':
      requireRange('a battery voltage', record.batteryMillivolts, u16Max);
      pushVarint(out, record.batteryMillivolts);
      return;
    case 'mileage':
      pushSpan(out, record);
      requireRange('a distance', record.distanceM, u32Max);
      pushVarint(out, record.distanceM);
      return;
    case 'event':
      pushVarint(out, codeOf(trackerEvents, record.event));
  }
}

function pushSpan(out: number[], span: { readonly fromS: number; readonly untilS: number }): void {
  requireRange('a time', span.untilS, u32Max);
  requireRange('the length of a span', span.untilS - span.fromS, u32Max);
  pushVarint(out, span.untilS - span.fromS);
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
  const reader = new VarintReader(bytes, 1);
  const count = reader.unsigned();
  if (reader.problem !== undefined) return unreadable(reader.problem, 'the count of records');
  if (count > batchRecordsMax) return invalid('REPORT_MALFORMED', `it announced ${count} records`);
  const time = new TimeTrack();
  const track = new CoordinateTrack();
  const records: TrackerRecord[] = [];
  for (let i = 0; i < count; i += 1) {
    const record = readRecord(reader, time, track);
    if (reader.problem !== undefined) return unreadable(reader.problem, `record ${i} of ${count}`);
    if (typeof record === 'string') return invalid('REPORT_MALFORMED', `record ${i} had ${record}`);
    records.push(record);
  }
  if (reader.bytesLeft > 0) {
    return invalid('REPORT_MALFORMED', `${reader.bytesLeft} bytes followed the last record`);
  }
  return ok(records);
}

/**
 * One record, or what was wrong with it. Values after a reader's problem are meaningless; the
 * caller looks there first.
 */
function readRecord(
  reader: VarintReader,
  time: TimeTrack,
  track: CoordinateTrack,
): TrackerRecord | string {
  const head = reader.unsigned();
  const kind = kinds[head % kindBits];
  const fieldsChange = head % headScale >= fieldsChangeBit;
  const startS = time.at(unzigzag(Math.floor(head / headScale)));
  if (kind === undefined) return 'an unknown kind';
  if (fieldsChange && kind !== 'fix') return 'a fix flag without being a fix';
  if (startS < 0 || startS > u32Max) return 'a time outside 32 bits';
  const record =
    kind === 'fix' ? track.read(reader, startS, fieldsChange) : readBody(reader, kind, startS);
  if (typeof record === 'string') return record;
  time.advance(startS, 'untilS' in record ? record.untilS : startS);
  return record;
}

function readBody(
  reader: VarintReader,
  kind: Exclude<TrackerRecord['kind'], 'fix'>,
  startS: number,
): TrackerRecord | string {
  const first = reader.unsigned();
  if (kind === 'no-fix') {
    const reason = noFixReasons[first];
    return reason === undefined ? 'an unknown reason' : { kind, timeS: startS, reason };
  }
  if (kind === 'event') {
    const event = trackerEvents[first];
    return event === undefined ? 'an unknown event' : { kind, timeS: startS, event };
  }
  if (kind === 'heartbeat') {
    if (first > u16Max) return 'a battery voltage outside 16 bits';
    return { kind, timeS: startS, batteryMillivolts: first };
  }
  const untilS = startS + first;
  if (untilS > u32Max) return 'a time outside 32 bits';
  const second = reader.unsigned();
  if (kind === 'withheld') {
    const reason = withheldReasons[second];
    return reason === undefined ? 'an unknown reason' : { kind, fromS: startS, untilS, reason };
  }
  if (second > u32Max) return 'a distance outside 32 bits';
  return { kind, fromS: startS, untilS, distanceM: second };
}

function codeOf<T extends string>(list: readonly T[], name: T): number {
  const code = list.indexOf(name);
  if (code < 0) throw unfit('a reason or event that the protocol knows', 'it was none of them');
  return code;
}

function requireRange(what: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= max) return;
  throw unfit(`${what} as a whole number in 0 .. ${max}`, 'the value was outside of that');
}

function unfit(expected: string, came: string): UsageError {
  return new UsageError({
    code: 'REPORT_RECORD',
    expected,
    came,
    next: 'correct the record before coding it',
  });
}

function unreadable(problem: 'truncated' | 'overlong', where: string) {
  return problem === 'truncated'
    ? invalid('REPORT_TRUNCATED', `it ended inside ${where}`)
    : invalid('REPORT_MALFORMED', `${where} had a number not in its shortest form`);
}

function invalid(code: string, came: string) {
  return failed({
    code,
    expected: `a batch of records, version ${batchVersion}`,
    came,
    next: 'check that sender and receiver speak the same protocol version',
  });
}
