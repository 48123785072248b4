import { decode, encode, rfc8949EncodeOptions } from 'cborg';

import { equalBytes } from './bytes.ts';
import { failed, ok, type Result } from './result.ts';

/** What our messages use of CBOR (RFC 8949): no tags, no floats, text or integer keys. */
export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array
  | readonly CborValue[]
  | { readonly [key: string]: CborValue }
  | ReadonlyMap<number | string, CborValue>;

const encodeOptions = { ...rfc8949EncodeOptions };

/** Deterministic encoding, RFC 8949 section 4.2.1: definite lengths, shortest integers, sorted keys. */
export function encodeCbor(value: CborValue): Uint8Array {
  // A copy: under Node the library answers with a view into a shared pool.
  return new Uint8Array(encode(value, encodeOptions));
}

export interface DecodeCborOptions {
  /** Maps with integer keys come as `Map`; without it every map is an object with text keys. */
  readonly useMaps?: boolean;
  /**
   * Refuses any bytes but the deterministic encoding of the value (signed objects need that). `unchecked`: the caller makes
   * sure of it, by encoding what it has read.
   */
  readonly deterministic?: boolean | 'unchecked';
}

export const cborDepthMax = 16;

/**
 * Decodes one item that fills the bytes. Indefinite lengths are accepted, because every Zephyr server sends them; duplicate
 * keys, tags, `undefined` and nesting below {@link cborDepthMax} are not. Whether a number is whole is for the schema to say.
 */
export function decodeCbor(bytes: Uint8Array, options: DecodeCborOptions = {}): Result<CborValue> {
  const { deterministic = false } = options;
  const isStrict = deterministic !== false;
  if (nestsTooDeep(bytes)) return invalid(`it nests deeper than ${cborDepthMax} levels`);
  try {
    const value = decode(bytes, {
      allowIndefinite: !isStrict,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      allowBigInt: true,
      strict: isStrict,
      rejectDuplicateMapKeys: true,
      useMaps: options.useMaps === true,
    }) as CborValue;
    // The library hands out its own mark when a map ends between a key and its value.
    if (holdsSymbol(value)) return invalid('a map ends between a key and its value');
    if (deterministic === true && !equalBytes(encodeCbor(value), bytes)) {
      return invalid('it is not in deterministic encoding');
    }
    return ok(value);
  } catch (error) {
    return invalid(error instanceof Error ? error.message : 'it could not be read');
  }
}

function holdsSymbol(value: unknown): boolean {
  if (typeof value === 'symbol') return true;
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return false;
  if (value instanceof Map) return [...(value as Map<unknown, unknown>).values()].some(holdsSymbol);
  return Object.values(value).some(holdsSymbol);
}

function invalid(came: string) {
  return failed({
    code: 'CBOR_INVALID',
    expected: 'one CBOR item (RFC 8949) that fills the bytes',
    came,
    next: 'check that sender and receiver speak the same protocol version',
  });
}

/**
 * Whether the item nests below the limit, found without recursion: the decoder behind us recurses, and must not be given
 * bytes that could exhaust its stack. Malformed bytes are left for the decoder to name.
 */
function nestsTooDeep(bytes: Uint8Array): boolean {
  const open: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    while (open.length > 0 && open[open.length - 1] === 0) open.pop();
    const first = bytes[at] ?? 0;
    const major = first >> 5;
    const info = first & 0x1f;
    at += 1;
    if (first === 0xff) {
      open.pop();
      continue;
    }
    const top = open.length - 1;
    if (top >= 0) open[top] = (open[top] ?? 0) - 1;
    let argument = info;
    if (info >= 24 && info <= 27) {
      const width = 1 << (info - 24);
      argument = 0;
      for (let i = 0; i < width; i += 1) argument = argument * 256 + (bytes[at + i] ?? 0);
      at += width;
    }
    if ((major === 2 || major === 3) && info !== 31) at += argument;
    if (
      major === 4 ||
      major === 5 ||
      major === 6 ||
      ((major === 2 || major === 3) && info === 31)
    ) {
      const items = major === 6 ? 1 : info === 31 ? Infinity : argument * (major === 5 ? 2 : 1);
      open.push(items);
      if (open.length > cborDepthMax) return true;
    }
  }
  return false;
}
