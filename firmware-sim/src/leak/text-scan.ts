import type { ReportHit } from './binary-scan.ts';
import { e7Tolerance, type Needles } from './needles.ts';
import { visitNumbers, type TextNumber } from './text-number.ts';

/** Characters that may lie between the two numbers: a separator, a key, another field. */
const textGapMax = 64;

/** No coordinate is written with more characters; a longer run of digits is dropped at a border. */
const carryMax = 40;

/** Numbers that are remembered; the gap decides before this does. */
const rememberedMax = 32;

/**
 * Finds a latitude beside a longitude, in either order, in any text: degrees with decimals, NMEA
 * 0183 `ddmm.mmmm`, and whole numbers in E7 or E5. Signs and hemisphere letters are ignored, so a
 * mirrored position counts as well.
 *
 * The border between two pieces may cut a number or stand between two: both readings are tried.
 */
export class TextScan {
  readonly #needles: Needles;
  readonly #report: ReportHit;
  readonly #remembered: TextNumber[] = [];
  readonly #range: LatitudeRange;
  #carry: Uint8Array = new Uint8Array(0);
  #offset = 0;

  constructor(needles: Needles, report: ReportHit) {
    this.#needles = needles;
    this.#report = report;
    this.#range = latitudeRange(needles);
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const carry = this.#carry;
    let cutAt = -1;
    let joined = bytes;
    if (carry.length > 0) {
      joined = new Uint8Array(carry.length + Math.min(bytes.length, carryMax));
      joined.set(carry);
      joined.set(bytes.subarray(0, carryMax), carry.length);
      cutAt = this.#visit(joined, carry.length, this.#offset - carry.length);
    }
    const cutInside = this.#visit(bytes, bytes.length, this.#offset);
    this.#offset += bytes.length;
    // The number from the carry may reach through the whole piece; any other begins in this piece.
    if (cutAt === 0 && bytes.length <= carryMax) this.#keep(joined);
    else this.#keep(cutInside < 0 ? new Uint8Array(0) : bytes.subarray(cutInside));
  }

  #keep(carry: Uint8Array): void {
    this.#carry = carry.length > carryMax ? new Uint8Array(0) : carry.slice();
  }

  #visit(bytes: Uint8Array, limit: number, offset: number): number {
    return visitNumbers(bytes, limit, (number) => {
      this.#meet({ ...number, start: number.start + offset, end: number.end + offset });
    });
  }

  #meet(number: TextNumber): void {
    const remembered = this.#remembered;
    const latitudeLike = this.#isLatitudeLike(number);
    for (let i = remembered.length - 1; i >= 0; i -= 1) {
      const other = remembered[i] as TextNumber;
      const gap = number.start - other.end;
      if (gap > textGapMax) break;
      if (gap < 0) continue;
      if (latitudeLike) this.#pair(number, other);
      if (this.#isLatitudeLike(other)) this.#pair(other, number);
    }
    remembered.push(number);
    if (remembered.length > rememberedMax) remembered.shift();
  }

  #isLatitudeLike(number: TextNumber): boolean {
    const range = this.#range;
    if (number.decimals === 0) {
      return (
        (number.mantissa >= range.e7From && number.mantissa <= range.e7Until) ||
        (number.mantissa >= range.e5From && number.mantissa <= range.e5Until)
      );
    }
    const value = number.mantissa / (powersOfTen[number.decimals] ?? Infinity);
    if (number.wholeDigits <= 3 && value >= range.degreesFrom && value <= range.degreesUntil)
      return true;
    return value >= range.nmeaFrom && value <= range.nmeaUntil;
  }

  #pair(latitude: TextNumber, longitude: TextNumber): void {
    if (latitude.decimals === 0) {
      if (longitude.decimals === 0) this.#wholePair(latitude, longitude);
      return;
    }
    if (longitude.decimals === 0) return;
    this.#decimalPair(latitude, longitude);
    this.#nmeaPair(latitude, longitude);
  }

  #wholePair(latitude: TextNumber, longitude: TextNumber): void {
    const found =
      this.#isE7(latitude.mantissa, longitude.mantissa) ||
      this.#needles.decimals.get(5)?.has(latitude.mantissa, longitude.mantissa) === true;
    if (found) this.#found('integer-text', latitude, longitude);
  }

  /** A writer drops trailing zeros, so the finer number of the two tells the resolution. */
  #decimalPair(latitude: TextNumber, longitude: TextNumber): void {
    const decimals = Math.min(7, Math.max(latitude.decimals, longitude.decimals));
    const table = this.#needles.decimals.get(decimals);
    if (table === undefined) return;
    for (const a of atDecimals(latitude, decimals)) {
      for (const b of atDecimals(longitude, decimals)) {
        const found = decimals === 7 ? this.#isE7(a, b) : table.has(a, b);
        if (found) this.#found(`decimal-${decimals as 4 | 5 | 6 | 7}`, latitude, longitude);
      }
    }
  }

  #nmeaPair(latitude: TextNumber, longitude: TextNumber): void {
    if (latitude.wholeDigits < 3 || latitude.wholeDigits > 5) return;
    if (longitude.wholeDigits < 3 || longitude.wholeDigits > 5) return;
    for (const a of arcMinutesE4(latitude)) {
      for (const b of arcMinutesE4(longitude)) {
        if (this.#needles.nmea.has(a, b)) this.#found('nmea', latitude, longitude);
      }
    }
  }

  #isE7(latitudeE7: number, longitudeE7: number): boolean {
    return (
      this.#needles.decimals.get(7)?.hasNear(latitudeE7, longitudeE7, e7Tolerance) === true &&
      !this.#needles.legitimateDecimals7.hasNear(latitudeE7, longitudeE7, e7Tolerance)
    );
  }

  #found(encoding: Parameters<ReportHit>[0], a: TextNumber, b: TextNumber): void {
    this.#report(encoding, Math.min(a.start, b.start));
  }
}

const powersOfTen = Array.from({ length: 20 }, (_, exponent) => 10 ** exponent);

interface LatitudeRange {
  readonly degreesFrom: number;
  readonly degreesUntil: number;
  readonly nmeaFrom: number;
  readonly nmeaUntil: number;
  readonly e7From: number;
  readonly e7Until: number;
  readonly e5From: number;
  readonly e5Until: number;
}

/** Bounds with a margin, so that most numbers cost a comparison and no look-up. */
function latitudeRange(needles: Needles): LatitudeRange {
  const e7 = needles.decimals.get(7);
  const e5 = needles.decimals.get(5);
  const e7From = (e7?.lowest ?? Infinity) - e7Tolerance;
  const e7Until = (e7?.highest ?? -Infinity) + e7Tolerance;
  const degreesFrom =
    Math.min(e7From / 1e7, (needles.decimals.get(4)?.lowest ?? Infinity) / 1e4) - 1e-3;
  const degreesUntil =
    Math.max(e7Until / 1e7, (needles.decimals.get(4)?.highest ?? -Infinity) / 1e4) + 1e-3;
  return {
    degreesFrom,
    degreesUntil,
    // Minutes run to 60 only, so the order of `ddmm.mmmm` is the order of degrees.
    nmeaFrom: toNmea(degreesFrom),
    nmeaUntil: toNmea(degreesUntil),
    e7From,
    e7Until,
    e5From: e5?.lowest ?? Infinity,
    e5Until: e5?.highest ?? -Infinity,
  };
}

function toNmea(degrees: number): number {
  const whole = Math.floor(degrees);
  return Number.isFinite(degrees) ? whole * 100 + (degrees - whole) * 60 : degrees;
}

/** The number in units of 10^-decimals, rounded and cut. */
function atDecimals(number: TextNumber, decimals: number): readonly number[] {
  const shift = number.decimals - decimals;
  if (shift <= 0) return [number.mantissa * (powersOfTen[-shift] ?? Infinity)];
  const value = number.mantissa / (powersOfTen[shift] ?? Infinity);
  return bothForms(value);
}

/** `ddmm.mmmm` in ten-thousandths of a minute, rounded and cut. */
function arcMinutesE4(number: TextNumber): readonly number[] {
  const unit = powersOfTen[number.decimals] ?? Infinity;
  const degrees = Math.floor(number.mantissa / (100 * unit));
  const minutes = number.mantissa - degrees * 100 * unit;
  if (minutes >= 60 * unit) return [];
  return bothForms(degrees * 600_000 + (minutes * 10_000) / unit);
}

function bothForms(value: number): readonly number[] {
  const [rounded, cut] = [Math.round(value), Math.floor(value)];
  return rounded === cut ? [rounded] : [rounded, cut];
}
