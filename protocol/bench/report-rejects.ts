import { bitLength, codeNumber, codeTree, zigzag } from '../src/report/batch/number-code.ts';
import type { BitCoder } from '../src/report/batch/bit-coder.ts';
import { FieldTrack } from '../src/report/batch/field-track.ts';
import { modelMap } from '../src/report/batch/model-map.ts';
import { PlaceTrack } from '../src/report/batch/place-track.ts';
import { RangeEncoder } from '../src/report/batch/range-encoder.ts';
import { RecordCode } from '../src/report/batch/record-code.ts';
import { eraStartS } from '../src/report/batch/time-track.ts';
import { encodeBatch } from '../src/report/batch-codec.ts';
import type { TrackerRecord } from '../src/report/records.ts';

const timeS = 1_795_593_600;
const fix = { kind: 'fix', timeS, latitudeE5: 5_252_001, longitudeE5: 1_340_495 } as const;

/** A batch as no encoder writes it. */
function crafted(walk: (coder: BitCoder) => void): Uint8Array {
  const out = [2];
  const encoder = new RangeEncoder(out);
  walk(encoder);
  encoder.finish();
  return Uint8Array.from(out);
}

function pushCount(coder: BitCoder, count: number): void {
  if (coder.direct(1, count === 1 ? 0 : 1) === 0) return;
  const length = bitLength(count);
  coder.direct(4, length);
  coder.direct(length - 1, count - 2 ** (length - 1));
}

/** Records of which the last one breaks a rule that {@link encodeBatch} would have kept. */
function unchecked(...records: readonly TrackerRecord[]): Uint8Array {
  return crafted((coder) => {
    pushCount(coder, records.length);
    const code = new RecordCode();
    for (const record of records) code.code(coder, record);
  });
}

/** The head of a first record. */
function pushHead(coder: BitCoder, kind: number): void {
  pushCount(coder, 1);
  codeTree(coder, modelMap.kind, 3, kind);
  coder.bit(modelMap.era, 0);
  coder.direct(30, timeS - eraStartS);
}

function firstPlace(band: readonly [number, number], inBand: readonly [number, number]) {
  return crafted((coder) => {
    pushHead(coder, 0);
    coder.bit(modelMap.fieldsChange, 0);
    codeTree(coder, modelMap.latitudeBand, 5, band[0]);
    coder.direct(20, inBand[0]);
    codeTree(coder, modelMap.longitudeBand, 5, band[1]);
    coder.direct(21, inBand[1]);
  });
}

/** A second fix after an ordinary one, with a head as given. */
function secondHead(head: (coder: BitCoder) => void): Uint8Array {
  return crafted((coder) => {
    pushCount(coder, 2);
    new RecordCode().code(coder, fix);
    coder.bit(modelMap.routine + 4, 1);
    head(coder);
  });
}

function longTurn(): Uint8Array {
  return crafted((coder) => {
    pushCount(coder, 2);
    const place = new PlaceTrack();
    const course = new FieldTrack({ index: 2, min: -360, max: 360 });
    codeTree(coder, modelMap.kind, 3, 0);
    coder.bit(modelMap.era, 0);
    coder.direct(30, timeS - eraStartS);
    coder.bit(modelMap.fieldsChange, 1);
    codeTree(coder, modelMap.fields, 3, 4);
    place.code(coder, timeS, fix.latitudeE5, fix.longitudeE5);
    course.code(coder, 10);
    coder.bit(modelMap.routine + 4, 1);
    codeTree(coder, modelMap.kind + 7, 3, 0);
    codeNumber(coder, modelMap.step, 60);
    coder.bit(modelMap.fieldsChange + 1, 0);
    place.code(coder, timeS + 60, fix.latitudeE5, fix.longitudeE5);
    course.code(coder, 200);
  });
}

function without(bytes: Uint8Array, count: number): Uint8Array {
  return bytes.subarray(0, bytes.length - count);
}

const one = encodeBatch([fix]);
const drive = encodeBatch(Array.from({ length: 4 }, (_, i) => ({ ...fix, timeS: timeS + 60 * i })));
const countOf = (length: number, low: number) =>
  crafted((coder) => {
    coder.direct(1, 1);
    coder.direct(4, length);
    coder.direct(length - 1, low);
  });

/** What a decoder must refuse: name, bytes, code. */
export const batchRejects: readonly (readonly [string, Uint8Array, string])[] = [
  ['no bytes', new Uint8Array(), 'REPORT_TRUNCATED'],
  ['version zero', Uint8Array.of(0, 0), 'REPORT_VERSION'],
  ['the version before', Uint8Array.of(1, 0), 'REPORT_VERSION'],
  ['a version of the future', Uint8Array.of(3, 0), 'REPORT_VERSION'],
  ['nothing but the version', Uint8Array.of(2), 'REPORT_TRUNCATED'],
  ['one fix without its last two bytes', without(one, 2), 'REPORT_TRUNCATED'],
  ['one fix without its last five bytes', without(one, 5), 'REPORT_TRUNCATED'],
  ['four fixes of which two bytes are missing', without(drive, 2), 'REPORT_TRUNCATED'],
  ['a byte after the last record', Uint8Array.of(...one, 0), 'REPORT_MALFORMED'],
  ['five bytes after the last record', Uint8Array.of(...one, 0, 0, 0, 0, 0), 'REPORT_MALFORMED'],
  // The batch of no records is any number from 0x80 to below 0x88, and written as the smallest.
  ['another number than the smallest', Uint8Array.of(2, 0x81), 'REPORT_MALFORMED'],
  ['a count of one in the long form', countOf(1, 0), 'REPORT_MALFORMED'],
  ['a record more than allowed', countOf(13, 1), 'REPORT_MALFORMED'],
  ['the highest count', countOf(15, 0x3fff), 'REPORT_MALFORMED'],
  ['the reserved kind 6', crafted((coder) => pushHead(coder, 6)), 'REPORT_MALFORMED'],
  ['the reserved kind 7', crafted((coder) => pushHead(coder, 7)), 'REPORT_MALFORMED'],
  ['a usual time in the long form', longTime(), 'REPORT_MALFORMED'],
  ['a surprise that is none', surpriseOfNone(), 'REPORT_MALFORMED'],
  ['changed fields that are the same', sameFields(), 'REPORT_MALFORMED'],
  ['a band of latitude beyond the last', firstPlace([18, 9], [0, 0]), 'REPORT_MALFORMED'],
  ['a band of longitude beyond the last', firstPlace([14, 31], [0, 0]), 'REPORT_MALFORMED'],
  ['a latitude beyond its band', firstPlace([14, 9], [1_000_000, 0]), 'REPORT_MALFORMED'],
  ['a longitude beyond its band', firstPlace([14, 9], [0, 2_000_000]), 'REPORT_MALFORMED'],
  ['a latitude north of the pole', firstPlace([17, 9], [1_000_001, 0]), 'REPORT_MALFORMED'],
  ['a longitude beyond 180 degrees', firstPlace([14, 17], [0, 2_000_001]), 'REPORT_MALFORMED'],
  [
    'a second latitude south of the pole',
    unchecked({ ...fix, latitudeE5: -8_999_999 }, { ...fix, latitudeE5: -9_000_001 }),
    'REPORT_MALFORMED',
  ],
  ['an altitude above 15 bits', unchecked({ ...fix, altitudeM: 0x8000 }), 'REPORT_MALFORMED'],
  ['a negative speed', unchecked({ ...fix, speedKmh: -1 }), 'REPORT_MALFORMED'],
  ['a course of a whole turn', unchecked({ ...fix, courseDeg: 360 }), 'REPORT_MALFORMED'],
  ['a course turned by more than half a turn', longTurn(), 'REPORT_MALFORMED'],
  [
    'a battery above 16 bits',
    unchecked({ kind: 'heartbeat', timeS, batteryMillivolts: 0x1_0000 }),
    'REPORT_MALFORMED',
  ],
  [
    'a span that ends after 2106',
    unchecked({ kind: 'withheld', fromS: 2 ** 32 - 1, untilS: 2 ** 32, reason: 'break' }),
    'REPORT_MALFORMED',
  ],
  ['an unknown event', named(5, modelMap.event, 4, 13), 'REPORT_MALFORMED'],
  ['an unknown reason to withhold', unknownReason(), 'REPORT_MALFORMED'],
];

function longTime(): Uint8Array {
  return crafted((coder) => {
    pushCount(coder, 1);
    codeTree(coder, modelMap.kind, 3, 5);
    coder.bit(modelMap.era, 1);
    coder.direct(32, timeS);
    codeTree(coder, modelMap.event, 4, 0);
  });
}

function surpriseOfNone(): Uint8Array {
  return secondHead((coder) => {
    codeTree(coder, modelMap.kind + 7, 3, 0);
    codeNumber(coder, modelMap.step, 0);
    coder.bit(modelMap.fieldsChange + 1, 0);
  });
}

function sameFields(): Uint8Array {
  return secondHead((coder) => {
    codeTree(coder, modelMap.kind + 7, 3, 0);
    codeNumber(coder, modelMap.step, 60);
    coder.bit(modelMap.fieldsChange + 1, 1);
    codeTree(coder, modelMap.fields, 3, 0);
  });
}

function named(kind: number, models: number, bits: number, name: number): Uint8Array {
  return crafted((coder) => {
    pushHead(coder, kind);
    codeTree(coder, models, bits, name);
  });
}

function unknownReason(): Uint8Array {
  return crafted((coder) => {
    pushHead(coder, 2);
    codeNumber(coder, modelMap.number, zigzag(30));
    codeTree(coder, modelMap.withheldReason, 3, 7);
  });
}
