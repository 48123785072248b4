import { ALTITUDE_M, HDOP, SATELLITES } from './gga.ts';
import { QuickFields, quickLatitude, quickLongitude } from './quick-fields.ts';
import type { GgaReading, RmcReading } from './readings.ts';
import { KNOT_KMH, SPEED_KNOTS_MAX } from './rmc.ts';
import type { GuardedSentence } from './sentence.ts';

const dollar = 0x24;
const star = 0x2a;
const comma = 0x2c;
const letterP = 0x50;
/** `$`, two letters of the talker, three of the formatter. */
const addressBytes = 6;
const checksumBytes = 3;

const ascii = new TextDecoder('latin1');
const fields = new QuickFields();

/**
 * A sentence as nearly all of them are: whole, in upper case, with a checksum that is right. What it says is read out of its
 * bytes where it has the usual form; its text is made when somebody asks for it.
 */
class QuickSentence implements GuardedSentence {
  readonly talker: string;
  readonly type: string;
  readonly rmc: RmcReading | undefined;
  readonly gga: GgaReading | undefined;
  readonly #bytes: Uint8Array;
  readonly #from: number;
  readonly #until: number;

  constructor(bytes: Uint8Array, from: number, until: number) {
    this.#bytes = bytes;
    this.#from = from;
    this.#until = until;
    this.talker = nameOf(bytes, from + 1, 2);
    this.type = nameOf(bytes, from + 3, 3);
    const isRmc = this.type === 'RMC';
    const isKnown = isRmc || this.type === 'GGA';
    const isSplit = isKnown && fields.split(bytes, from + 1, until - checksumBytes);
    this.rmc = isSplit && isRmc ? quickRmc() : undefined;
    this.gga = isSplit && !isRmc ? quickGga() : undefined;
  }

  get raw(): string {
    return ascii.decode(this.#bytes.subarray(this.#from, this.#until));
  }

  get text(): string {
    return this.raw;
  }

  get fields(): readonly string[] {
    return this.raw.slice(1, -checksumBytes).split(',');
  }
}

/**
 * The sentence that begins with the `$` at `from`, when all of it is here and nothing about it needs a closer look; then
 * `bytes` must not be changed any more. Undefined says nothing about the sentence.
 */
export function quickSentence(
  bytes: Uint8Array,
  from: number,
  bytesMax: number,
): { readonly sentence: GuardedSentence; readonly until: number } | undefined {
  const lastStar = Math.min(bytes.length, from + bytesMax) - checksumBytes;
  let sum = 0;
  let at = from + 1;
  for (; at <= lastStar; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === star) break;
    // No control characters, nothing above 7 bits, no lower case, and no other beginning.
    if (byte < 0x20 || byte > 0x7e || byte === dollar || (byte >= 0x61 && byte <= 0x7a))
      return undefined;
    sum ^= byte;
  }
  if (at > lastStar || !hasAddress(bytes, from, at)) return undefined;
  if (hexDigit(bytes[at + 1]) !== sum >> 4 || hexDigit(bytes[at + 2]) !== (sum & 15))
    return undefined;
  const until = at + checksumBytes;
  return { sentence: new QuickSentence(bytes, from, until), until };
}

/** Two letters that begin no maker's own address, and three letters or digits. */
function hasAddress(bytes: Uint8Array, from: number, end: number): boolean {
  const after = from + addressBytes;
  if (end < after || (end > after && bytes[after] !== comma) || bytes[from + 1] === letterP)
    return false;
  for (let at = from + 1; at < after; at += 1) {
    const byte = bytes[at] ?? 0;
    const isLetter = byte >= 0x41 && byte <= 0x5a;
    if (!isLetter && (at < from + 3 || byte < 0x30 || byte > 0x39)) return false;
  }
  return true;
}

/** -1 for anything but a digit or an upper-case letter to F. */
function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  return byte >= 0x41 && byte <= 0x46 ? byte - 0x37 : -1;
}

/** Names that were seen before; there are no more than NMEA addresses. */
const names = new Map<number, string>();

function nameOf(bytes: Uint8Array, at: number, length: number): string {
  let key = 0;
  for (let i = at; i < at + length; i += 1) key = key * 256 + (bytes[i] ?? 0);
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = ascii.decode(bytes.subarray(at, at + length));
  names.set(key, name);
  return name;
}

const letterA = 0x41;
const letterN = 0x4e;

/** A valid fix in the usual form; see `readRmc`, which says the same. */
function quickRmc(): RmcReading | undefined {
  if (fields.count < 10 || fields.letter(2) !== letterA || fields.letter(12) === letterN)
    return undefined;
  const timeOfDayMs = fields.timeOfDayMs(1);
  const dateMs = fields.dateMs(9);
  const latitudeE7 = fields.coordinateE7(3, quickLatitude);
  const longitudeE7 = fields.coordinateE7(5, quickLongitude);
  if (timeOfDayMs === undefined || dateMs === undefined) return undefined;
  if (latitudeE7 === undefined || longitudeE7 === undefined) return undefined;
  let speedKmh: number | undefined;
  let courseDeg: number | undefined;
  if (fields.length(7) > 0) {
    const knots = fields.decimal(7);
    if (knots === undefined || knots < 0 || knots > SPEED_KNOTS_MAX) return undefined;
    speedKmh = knots * KNOT_KMH;
  }
  if (fields.length(8) > 0) {
    const degrees = fields.decimal(8);
    if (degrees === undefined || degrees < 0 || degrees > 360) return undefined;
    courseDeg = degrees % 360;
  }
  const fix = { latitudeE7, longitudeE7, speedKmh, courseDeg };
  return { timeOfDayMs, timeMs: dateMs + timeOfDayMs, fix };
}

/** A fix in the usual form; see `readGga`, which says the same. */
function quickGga(): GgaReading | undefined {
  const quality = fields.letter(6);
  if (fields.count < 10 || quality < 0x31 || quality > 0x39) return undefined;
  const timeOfDayMs = fields.timeOfDayMs(1);
  const satellites = fields.length(7) > 2 ? undefined : within(7, SATELLITES);
  const hdop = within(8, HDOP);
  const altitudeM = within(9, ALTITUDE_M);
  if (timeOfDayMs === undefined || satellites === undefined) return undefined;
  if (hdop === undefined || altitudeM === undefined) return undefined;
  return { timeOfDayMs, hasFix: true, detail: { altitudeM, hdop, satellites } };
}

function within(
  field: number,
  range: { readonly min: number; readonly max: number },
): number | undefined {
  const value = fields.decimal(field);
  return value !== undefined && value >= range.min && value <= range.max ? value : undefined;
}
