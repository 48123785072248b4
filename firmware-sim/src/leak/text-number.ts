/** An unsigned number in a text, with what it could mean. */
export interface TextNumber {
  /** Offsets of the first character and of the one after the last. */
  readonly start: number;
  readonly end: number;
  /** All digits as one whole number. */
  readonly mantissa: number;
  readonly wholeDigits: number;
  /** 0: written without a point. */
  readonly decimals: number;
}

const zero = 0x30;
const nine = 0x39;
const point = 0x2e;

/** More digits than any coordinate has; the rest of a longer fraction is ignored. */
const digitsMax = 15;

/**
 * Whole numbers with fewer digits are no coordinate in E5 or E7, and binary data is full of them.
 */
const wholeDigitsMin = 5;

/**
 * Visits every number that begins before `limit`: five digits or more, or digits, a point and
 * digits. A second point ends the number. Returns where a number begins that the end of the bytes
 * may have cut, or -1.
 */
export function visitNumbers(
  bytes: Uint8Array,
  limit: number,
  visit: (number: TextNumber) => void,
): number {
  let at = 0;
  while (at < limit) {
    const byte = bytes[at] as number;
    if (byte < zero || byte > nine) {
      at += 1;
      continue;
    }
    const start = at;
    let end = skipDigits(bytes, start);
    const pointAt = end;
    if (bytes[end] === point && isDigit(bytes[end + 1])) end = skipDigits(bytes, end + 1);
    if (end > pointAt || end - start >= wholeDigitsMin) {
      visit(readNumber(bytes, start, pointAt, end));
    }
    if (end === bytes.length || (end === bytes.length - 1 && bytes[end] === point)) return start;
    at = end;
  }
  return -1;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine;
}

function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] as number) >= zero && (bytes[at] as number) <= nine)
    at += 1;
  return at;
}

function readNumber(bytes: Uint8Array, start: number, pointAt: number, end: number): TextNumber {
  let mantissa = 0;
  let decimals = 0;
  let significant = 0;
  for (let at = start; at < end; at += 1) {
    if (at === pointAt) continue;
    const digit = (bytes[at] as number) - zero;
    if (significant > 0 || digit > 0) significant += 1;
    if (significant > digitsMax) break;
    mantissa = mantissa * 10 + digit;
    if (at > pointAt) decimals += 1;
  }
  return { start, end, mantissa, wholeDigits: pointAt - start, decimals };
}
