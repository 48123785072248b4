import { DAY_MS, readNmeaDate } from './civil-time.ts';
import { nanoMinutesToE7 } from './coordinate.ts';

const comma = 0x2c;
const point = 0x2e;
const zero = 0x30;
const fieldsMax = 24;
/** So many digits are an exact integer, and so is the power of ten below them: their quotient is the nearest number. */
const digitsMax = 15;

/**
 * The fields of a sentence whose checksum was right, read out of its bytes. Every reader gives undefined for what it does
 * not know by heart; then the sentence is read in full.
 */
export class QuickFields {
  #bytes: Uint8Array = new Uint8Array();
  /** Where each field begins; one more than there are, for the end of the last. */
  readonly #starts = new Int32Array(fieldsMax + 1);
  count = 0;
  #dateKey = 0;
  #dateDays: number | undefined;

  /** The body from the address on up to the `*`. False when there are too many fields. */
  split(bytes: Uint8Array, from: number, until: number): boolean {
    const starts = this.#starts;
    this.#bytes = bytes;
    starts[0] = from;
    let count = 1;
    for (let at = from; at < until; at += 1) {
      if (bytes[at] !== comma) continue;
      if (count === fieldsMax) return false;
      starts[count] = at + 1;
      count += 1;
    }
    starts[count] = until + 1;
    this.count = count;
    return true;
  }

  length(field: number): number {
    return (this.#starts[field + 1] ?? 0) - (this.#starts[field] ?? 0) - 1;
  }

  /** A field of one character; 0 for any other, and for one that is not there. */
  letter(field: number): number {
    if (field >= this.count || this.length(field) !== 1) return 0;
    return this.#bytes[this.#starts[field] ?? 0] ?? 0;
  }

  /** `hhmmss` or `hhmmss.s`, with up to three decimals, as milliseconds of the day. */
  timeOfDayMs(field: number): number | undefined {
    const at = this.#starts[field] ?? 0;
    const length = this.length(field);
    const hms = length < 6 ? -1 : this.#digits(at, 6);
    if (hms < 0 || length === 7 || length > 10) return undefined;
    const hours = Math.floor(hms / 10_000);
    const minutes = Math.floor(hms / 100) % 100;
    const seconds = hms % 100;
    if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
    let milliseconds = 0;
    if (length > 6) {
      const part = this.#bytes[at + 6] === point ? this.#digits(at + 7, length - 7) : -1;
      if (part < 0) return undefined;
      milliseconds = part * (powers[10 - length] ?? 0);
    }
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  }

  /** `ddmmyy` as milliseconds since 1970. The same date comes once a second. */
  dateMs(field: number): number | undefined {
    const key = this.length(field) === 6 ? this.#digits(this.#starts[field] ?? 0, 6) : -1;
    if (key < 0) return undefined;
    if (key !== this.#dateKey) {
      this.#dateKey = key;
      this.#dateDays = readNmeaDate(String(key).padStart(6, '0'));
    }
    return this.#dateDays === undefined ? undefined : this.#dateDays * DAY_MS;
  }

  /** `ddmm.m` or `dddmm.m`, with up to nine decimals, and its hemisphere in the field behind. */
  coordinateE7(field: number, axis: QuickAxis): number | undefined {
    const { degreeDigits, degreesMax, positive, negative } = axis;
    const at = this.#starts[field] ?? 0;
    const wholeDigits = degreeDigits + 2;
    const decimals = this.length(field) - wholeDigits - 1;
    const hemisphere = this.letter(field + 1);
    if (decimals < 0 || decimals > 9 || this.#bytes[at + wholeDigits] !== point) return undefined;
    if (hemisphere !== positive && hemisphere !== negative) return undefined;
    const whole = this.#digits(at, wholeDigits);
    const part = decimals === 0 ? 0 : this.#digits(at + wholeDigits + 1, decimals);
    const degrees = Math.floor(whole / 100);
    const minutes = whole % 100;
    if (whole < 0 || part < 0 || minutes > 59 || degrees >= degreesMax) return undefined;
    const nanoMinutes = minutes * 1e9 + part * (powers[9 - decimals] ?? 0);
    const magnitudeE7 = degrees * 1e7 + nanoMinutesToE7(nanoMinutes);
    return hemisphere === negative && magnitudeE7 !== 0 ? -magnitudeE7 : magnitudeE7;
  }

  /** Digits, perhaps with a sign and a point among them. */
  decimal(field: number): number | undefined {
    const start = this.#starts[field] ?? 0;
    const end = start + this.length(field);
    const isNegative = this.#bytes[start] === 0x2d;
    const from = isNegative ? start + 1 : start;
    let [mantissa, decimals, isPast] = [0, 0, false];
    for (let at = from; at < end; at += 1) {
      const byte = this.#bytes[at] ?? 0;
      if (byte === point && !isPast && at > from) isPast = true;
      else if (byte >= zero && byte <= zero + 9) {
        mantissa = mantissa * 10 + byte - zero;
        if (isPast) decimals += 1;
      } else return undefined;
    }
    if (end === from || end - from > digitsMax) return undefined;
    const value = mantissa / (powers[decimals] ?? 1);
    return isNegative ? -value : value;
  }

  /** -1 when one of them is no digit. */
  #digits(at: number, count: number): number {
    let value = 0;
    for (let i = at; i < at + count; i += 1) {
      const digit = (this.#bytes[i] ?? 0) - zero;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }
}

const powers: readonly number[] = Array.from({ length: digitsMax + 1 }, (_, index) => 10 ** index);

/** As `CoordinateAxis`, the hemispheres as bytes. */
interface QuickAxis {
  readonly degreeDigits: 2 | 3;
  readonly degreesMax: 90 | 180;
  readonly positive: number;
  readonly negative: number;
}

export const quickLatitude: QuickAxis = {
  degreeDigits: 2,
  degreesMax: 90,
  positive: 0x4e,
  negative: 0x53,
};

export const quickLongitude: QuickAxis = {
  degreeDigits: 3,
  degreesMax: 180,
  positive: 0x45,
  negative: 0x57,
};
