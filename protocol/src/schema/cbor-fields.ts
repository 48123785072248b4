import type { CborValue } from '../cbor.ts';
import { failed, ok, type Result } from '../result.ts';
import {
  eitherBounds,
  listBounds,
  openBounds,
  stringBounds,
  headBytes,
  type SizeBounds,
} from './size-bounds.ts';

/** One value inside a CBOR map: how it is checked both ways, and described. */
export interface CborField<T> {
  /** How the documentation names it: `uint`, `bstr(32)`. */
  readonly type: string;
  readonly doc: string;
  /** Size of its encoding; without it nothing is known. */
  readonly bounds?: SizeBounds;
  /** The fields inside of it: items, alternatives, the values of a map. */
  readonly inner?: readonly CborField<unknown>[];
  /** What a value must be to fit, or undefined when it does. */
  misfit(value: T): string | undefined;
  toCbor(value: T): CborValue;
  fromCbor(value: CborValue): Result<T>;
}

export interface OptionalField<T> {
  readonly optional: true;
  readonly field: CborField<T>;
}

/** A field with its integer key, for maps with `keys: 'integer'`. */
export interface KeyedField<F extends MapField<unknown>> {
  readonly key: number;
  readonly keyed: F;
}

export type MapField<T> = CborField<T> | OptionalField<T>;

/** The field may be left out; leaving it out and `undefined` are the same. */
export function optional<T>(field: CborField<T>): OptionalField<T> {
  return { optional: true, field };
}

/** Gives a field the integer key it has on the wire. */
export function at<F extends MapField<unknown>>(key: number, field: F): KeyedField<F> {
  return { key, keyed: field };
}

interface ScalarKind<T extends CborValue> {
  readonly type: string;
  readonly wanted: string;
  readonly bounds: SizeBounds;
  is(value: CborValue): value is T & CborValue;
  /** A second look at a value of the right kind. */
  fits(value: T): boolean;
}

function scalar<T extends CborValue>(kind: ScalarKind<T>, doc: string): CborField<T> {
  return {
    type: kind.type,
    doc,
    bounds: kind.bounds,
    misfit: (value) => (kind.is(value) && kind.fits(value) ? undefined : kind.wanted),
    toCbor: (value) => value,
    fromCbor(value) {
      if (!kind.is(value)) return mismatch('SCHEMA_TYPE', kind.wanted, `it was ${kindOf(value)}`);
      if (!kind.fits(value)) return mismatch('SCHEMA_RANGE', kind.wanted, 'it was out of range');
      return ok(value);
    },
  };
}

const isWhole = (value: CborValue): value is number | bigint =>
  typeof value === 'bigint' || Number.isInteger(value);
const isNumber = (value: CborValue): value is number => isWhole(value);

/** An unsigned integer, up to 2^53 - 1 unless `max` says less. */
export function uint(doc: string, { max = Number.MAX_SAFE_INTEGER } = {}): CborField<number> {
  const type = max === Number.MAX_SAFE_INTEGER ? 'uint' : `uint 0..${max}`;
  const wanted = `a whole number from 0 to ${max}`;
  const fits = (value: number) => typeof value === 'number' && value >= 0 && value <= max;
  const bounds = { sizeBytesMin: 1, sizeBytesMax: headBytes(max) };
  return scalar<number>({ type, wanted, bounds, is: isNumber, fits }, doc);
}

/** An integer of either sign that a plain number carries exactly. */
export function int(doc: string): CborField<number> {
  const wanted = 'a whole number between -(2^53 - 1) and 2^53 - 1';
  const bounds = { sizeBytesMin: 1, sizeBytesMax: headBytes(Number.MAX_SAFE_INTEGER) };
  const fits = Number.isSafeInteger;
  return scalar<number>({ type: 'int', wanted, bounds, is: isNumber, fits }, doc);
}

/** A text string; `max` counts UTF-16 units. */
export function text(doc: string, { max = Infinity } = {}): CborField<string> {
  const type = max === Infinity ? 'tstr' : `tstr (at most ${max})`;
  const wanted = max === Infinity ? 'a text' : `a text of at most ${max} characters`;
  const is = (value: CborValue) => typeof value === 'string';
  // UTF-8 takes up to three bytes for a UTF-16 unit.
  const bounds = stringBounds(0, 3 * max);
  return scalar({ type, wanted, bounds, is, fits: (value) => value.length <= max }, doc);
}

/** One of a closed list of texts. */
export function oneOf<const T extends string>(doc: string, values: readonly T[]): CborField<T> {
  const list = values.map((value) => `"${value}"`).join(', ');
  const is = (value: CborValue): value is T => typeof value === 'string';
  const fits = (value: T) => values.includes(value);
  const bounds = eitherBounds(
    values.map((value) => {
      const { length } = new TextEncoder().encode(value);
      return stringBounds(length, length);
    }),
  );
  return scalar({ type: `tstr: ${list}`, wanted: `one of ${list}`, bounds, is, fits }, doc);
}

/** A byte string, of at most `max` or exactly `length` bytes. */
export function bstr(
  doc: string,
  { max = Infinity, length }: { max?: number; length?: number } = {},
): CborField<Uint8Array> {
  const size = length === undefined ? (max === Infinity ? '' : `at most ${max}`) : `${length}`;
  const wanted = size === '' ? 'a byte string' : `a byte string of ${size} bytes`;
  const is = (value: CborValue): value is Uint8Array => value instanceof Uint8Array;
  const fits = (value: Uint8Array) =>
    length === undefined ? value.length <= max : value.length === length;
  const bounds = stringBounds(length ?? 0, length ?? max);
  return scalar({ type: size === '' ? 'bstr' : `bstr (${size})`, wanted, bounds, is, fits }, doc);
}

/** True or false. */
export function bool(doc: string): CborField<boolean> {
  const is = (value: CborValue) => typeof value === 'boolean';
  const bounds = { sizeBytesMin: 1, sizeBytesMax: 1 };
  return scalar({ type: 'bool', wanted: 'true or false', bounds, is, fits: () => true }, doc);
}

/** A list of values of one kind. */
export function arrayOf<T>(
  item: CborField<T>,
  doc: string,
  { itemsMax = Infinity } = {},
): CborField<readonly T[]> {
  const wanted = itemsMax === Infinity ? 'a list' : `a list of at most ${itemsMax}`;
  return {
    type: `[${item.type}]`,
    doc,
    bounds: listBounds(item.bounds ?? openBounds, 0, itemsMax),
    inner: [item],
    misfit(values) {
      if (values.length > itemsMax) return wanted;
      const wrong = values.map((value) => item.misfit(value)).find((one) => one !== undefined);
      return wrong === undefined ? undefined : `${wanted}, each ${wrong}`;
    },
    toCbor: (values) => values.map((value) => item.toCbor(value)),
    fromCbor(value) {
      if (!Array.isArray(value)) {
        return mismatch('SCHEMA_TYPE', wanted, `it was ${kindOf(value)}`);
      }
      if (value.length > itemsMax) {
        return mismatch('SCHEMA_RANGE', wanted, `it had ${value.length} items`);
      }
      const items: T[] = [];
      for (const one of value as readonly CborValue[]) {
        const read = item.fromCbor(one);
        if (!read.ok) return read;
        items.push(read.value);
      }
      return ok(items);
    },
  };
}

/** One of two kinds of values that CBOR itself tells apart. */
export function either<A, B>(a: CborField<A>, b: CborField<B>, doc: string): CborField<A | B> {
  const of = (value: A | B): CborField<A | B> => (a.misfit(value as A) === undefined ? a : b);
  return {
    type: `${a.type} or ${b.type}`,
    doc,
    bounds: eitherBounds([a.bounds ?? openBounds, b.bounds ?? openBounds]),
    inner: [a, b],
    misfit(value) {
      const second = b.misfit(value as B);
      const first = second === undefined ? undefined : a.misfit(value as A);
      return first === undefined ? undefined : `${first}, or ${second}`;
    },
    toCbor: (value) => of(value).toCbor(value),
    fromCbor(value) {
      const read = a.fromCbor(value);
      return read.ok ? read : b.fromCbor(value);
    },
  };
}

/** What does not fit the layout, as a fault. */
export function mismatch(code: string, expected: string, came: string) {
  return failed({
    code,
    expected,
    came,
    next: 'check that sender and receiver speak the same protocol version',
  });
}

/** The kind of a value, never the value: it could be a position or a secret. */
export function kindOf(value: CborValue | undefined): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return 'a byte string';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'a number' : 'a fraction';
    case 'bigint':
      return 'a number';
    case 'string':
      return 'a text';
    case 'boolean':
      return 'true or false';
    default:
      return 'a map';
  }
}
