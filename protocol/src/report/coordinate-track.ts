import { UsageError } from '../errors.ts';
import type { FixRecord } from './records.ts';
import { pushVarint, zigzag, type VarintReader } from './varint.ts';

const latitudeE5Max = 9_000_000;
const longitudeE5Max = 18_000_000;
const altitudeM = { min: -0x8000, max: 0x7fff };
const speedKmhMax = 0xffff;
const courseDegMax = 359;

/** Which optional fields a fix has. */
const hasAltitude = 1;
const hasSpeed = 2;
const hasCourse = 4;
const fieldsMax = hasAltitude | hasSpeed | hasCourse;

/**
 * Codes each field of a fix as its difference from the last fix that had the field. All start at
 * zero in every batch.
 */
export class CoordinateTrack {
  #fields = 0;
  #latitudeE5 = 0;
  #longitudeE5 = 0;
  #altitudeM = 0;
  #speedKmh = 0;
  #courseDeg = 0;

  /**
   * Whether the fix has other optional fields than the one before; the head of the record says so.
   */
  fieldsChange(fix: FixRecord): boolean {
    return fieldsOf(fix) !== this.#fields;
  }

  push(out: number[], fix: FixRecord): void {
    requireRanges(fix);
    const fields = fieldsOf(fix);
    if (fields !== this.#fields) pushVarint(out, fields);
    pushVarint(out, zigzag(fix.latitudeE5 - this.#latitudeE5));
    pushVarint(out, zigzag(fix.longitudeE5 - this.#longitudeE5));
    if (fix.altitudeM !== undefined) pushVarint(out, zigzag(fix.altitudeM - this.#altitudeM));
    if (fix.speedKmh !== undefined) pushVarint(out, zigzag(fix.speedKmh - this.#speedKmh));
    if (fix.courseDeg !== undefined) {
      pushVarint(out, zigzag(shorterTurn(fix.courseDeg - this.#courseDeg)));
    }
    this.#remember(fix);
  }

  /** Reads a fix, or says what was wrong with it. */
  read(reader: VarintReader, timeS: number, fieldsChange: boolean): FixRecord | string {
    const fields = fieldsChange ? reader.unsigned() : this.#fields;
    if (fields > fieldsMax) return 'unknown fields';
    if (fieldsChange && fields === this.#fields) return 'a change of fields that changes nothing';
    const latitudeE5 = this.#latitudeE5 + reader.signed();
    const longitudeE5 = this.#longitudeE5 + reader.signed();
    const altitude = (fields & hasAltitude) === 0 ? undefined : this.#altitudeM + reader.signed();
    const speed = (fields & hasSpeed) === 0 ? undefined : this.#speedKmh + reader.signed();
    const turn = (fields & hasCourse) === 0 ? undefined : reader.signed();
    if (turn !== undefined && turn !== shorterTurn(turn))
      return 'a course over more than half a turn';
    const fix: FixRecord = {
      kind: 'fix',
      timeS,
      latitudeE5,
      longitudeE5,
      ...(altitude === undefined ? {} : { altitudeM: altitude }),
      ...(speed === undefined ? {} : { speedKmh: speed }),
      ...(turn === undefined ? {} : { courseDeg: (this.#courseDeg + turn + 360) % 360 }),
    };
    const problem = rangeProblem(fix);
    if (problem !== undefined) return `${problem} outside its range`;
    this.#remember(fix);
    return fix;
  }

  #remember(fix: FixRecord): void {
    this.#fields = fieldsOf(fix);
    this.#latitudeE5 = fix.latitudeE5;
    this.#longitudeE5 = fix.longitudeE5;
    this.#altitudeM = fix.altitudeM ?? this.#altitudeM;
    this.#speedKmh = fix.speedKmh ?? this.#speedKmh;
    this.#courseDeg = fix.courseDeg ?? this.#courseDeg;
  }
}

function fieldsOf(fix: FixRecord): number {
  return (
    (fix.altitudeM === undefined ? 0 : hasAltitude) |
    (fix.speedKmh === undefined ? 0 : hasSpeed) |
    (fix.courseDeg === undefined ? 0 : hasCourse)
  );
}

/** The same turn in -180 .. 179 degrees. */
function shorterTurn(deg: number): number {
  return ((((deg + 180) % 360) + 360) % 360) - 180;
}

/** The name of a field that is out of range; never its value, for that may be a position. */
function rangeProblem(fix: FixRecord): string | undefined {
  if (!isWithin(fix.latitudeE5, -latitudeE5Max, latitudeE5Max)) return 'a latitude';
  if (!isWithin(fix.longitudeE5, -longitudeE5Max, longitudeE5Max)) return 'a longitude';
  if (!isWithin(fix.altitudeM ?? 0, altitudeM.min, altitudeM.max)) return 'an altitude';
  if (!isWithin(fix.speedKmh ?? 0, 0, speedKmhMax)) return 'a speed';
  if (!isWithin(fix.courseDeg ?? 0, 0, courseDegMax)) return 'a course';
  return undefined;
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

function requireRanges(fix: FixRecord): void {
  const problem = rangeProblem(fix);
  if (problem === undefined) return;
  throw new UsageError({
    code: 'REPORT_RECORD',
    expected: `${problem} as a whole number in its range`,
    came: 'the value was outside of that',
    next: 'correct the record before coding it',
  });
}
