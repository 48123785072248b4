import { equalBytes } from '../bytes.ts';
import { decodeCbor, encodeCbor, type CborValue } from '../cbor.ts';
import { InternalError, UsageError } from '../errors.ts';
import { failed, ok, type Failed, type Result } from '../result.ts';
import { kindOf, mismatch, type CborField, type KeyedField, type MapField } from './cbor-fields.ts';
import type { CborMessage } from './cbor-message.ts';
import { headBytes, openBounds, stringBounds, type SizeBounds } from './size-bounds.ts';

type AnyField = MapField<unknown> | KeyedField<MapField<unknown>>;
export type CborMapFields = Readonly<Record<string, AnyField>>;

type Bare<F> = F extends KeyedField<infer Inner> ? Inner : F;
type FieldValue<F> = F extends { readonly optional: true; readonly field: CborField<infer T> }
  ? T
  : F extends CborField<infer T>
    ? T
    : never;
type OptionalKey<F extends CborMapFields, K extends keyof F> =
  Bare<F[K]> extends { readonly optional: true } ? K : never;

type CborMapShape<F extends CborMapFields> = {
  readonly [K in keyof F as K extends OptionalKey<F, K> ? never : K]: FieldValue<Bare<F[K]>>;
} & {
  readonly [K in keyof F as OptionalKey<F, K>]?: FieldValue<Bare<F[K]>> | undefined;
};

/** The value of a CBOR map with these fields. */
export type CborMapValue<F extends CborMapFields> = {
  [K in keyof CborMapShape<F>]: CborMapShape<F>[K];
};

export interface CborMapOptions {
  readonly keys?: 'text' | 'integer';
  /**
   * Refuses unknown keys, and any encoding but the deterministic one: for objects that are signed.
   */
  readonly closed?: boolean;
}

/** A row of the map: its key on the wire beside the property that carries it. */
export interface CborMapEntry {
  readonly property: string;
  readonly key: string | number;
  readonly required: boolean;
  readonly field: CborField<unknown>;
}

/** A CBOR map (RFC 8949) that is type, encoder and decoder in one, and a field of other maps. */
export class CborMap<T> implements CborMessage<T> {
  readonly name: string;
  readonly type: string;
  readonly doc: string;
  readonly entries: readonly CborMapEntry[];
  readonly closed: boolean;
  readonly bounds: SizeBounds;
  readonly inner: readonly CborField<unknown>[];

  constructor(name: string, fields: CborMapFields, options: CborMapOptions = {}) {
    this.name = name;
    this.type = name;
    this.doc = name;
    this.closed = options.closed === true;
    this.entries = Object.entries(fields).map(([property, field]) => toEntry(property, field));
    const wanted = options.keys === 'integer' ? 'number' : 'string';
    if (this.entries.some(({ key }) => typeof key !== wanted)) {
      throw new InternalError(`${name} mixes text keys and integer keys`);
    }
    if (new Set(this.entries.map(({ key }) => key)).size !== this.entries.length) {
      throw new InternalError(`${name} uses one key twice`);
    }
    this.bounds = mapBounds(this.entries);
    this.inner = this.entries.map(({ field }) => field);
  }

  /** Deterministic encoding. Throws {@link UsageError} `SCHEMA_RANGE` when a value does not fit. */
  encode(value: T): Uint8Array {
    return encodeCbor(this.toValue(value));
  }

  /** Reads one map that fills the bytes. Never throws, whatever the bytes are. */
  decode(bytes: Uint8Array): Result<T> {
    if (!this.closed) {
      const item = decodeCbor(bytes, { useMaps: true });
      return item.ok ? this.fromValue(item.value) : item;
    }
    const item = decodeCbor(bytes, { useMaps: true, deterministic: 'unchecked' });
    const read = item.ok ? this.fromValue(item.value) : item;
    // Bytes that are written so again are deterministic. Only where they are not, it is asked what is wrong with them.
    if (read.ok && equalBytes(encodeCbor(this.toCbor(read.value)), bytes)) return read;
    const checked = decodeCbor(bytes, { useMaps: true, deterministic: true });
    if (!checked.ok || !read.ok) return checked.ok ? read : checked;
    // A map inside this one, or inside a list, held something that was not read and would go unseen.
    return this.#fault(
      'SCHEMA_UNKNOWN_KEY',
      'no key but its own at any depth',
      'there was another',
    );
  }

  /** The map as a CBOR value, to be part of a larger one. */
  toValue(value: T): CborValue {
    const misfit = this.misfit(value);
    if (misfit !== undefined) {
      throw new UsageError({
        code: 'SCHEMA_RANGE',
        expected: `in ${this.name} ${misfit}`,
        came: 'another value was given',
        next: 'correct the value before encoding it',
      });
    }
    return this.toCbor(value);
  }

  /** Checks a decoded CBOR value; a `Map` and an object with text keys are the same to it. */
  fromValue(value: CborValue): Result<T> {
    const map = asMap(value);
    if (map === undefined) {
      return this.#fault('SCHEMA_TYPE', 'a map', `it was ${kindOf(value)}`);
    }
    const result: Record<string, unknown> = {};
    for (const { property, key, required, field } of this.entries) {
      const given = map.get(key);
      if (given === undefined) {
        if (required) return this.#fault('SCHEMA_MISSING', `the key ${key}`, 'it was absent');
        continue;
      }
      const read = field.fromCbor(given);
      if (!read.ok) return this.#within(key, read);
      result[property] = read.value;
    }
    if (this.closed && map.size > Object.keys(result).length) {
      const known = new Set(this.entries.map(({ key }) => key));
      const unknown = [...map.keys()].find((key) => !known.has(key));
      return this.#fault('SCHEMA_UNKNOWN_KEY', 'no key but its own', `it had ${String(unknown)}`);
    }
    return ok(result as T);
  }

  /** Which key does not fit, with what it must be; undefined when all do. */
  misfit(value: T): string | undefined {
    const source = value as Readonly<Record<string, unknown>>;
    for (const { property, key, required, field } of this.entries) {
      const given = source[property];
      if (given === undefined) {
        if (required) return `the key ${key} to be present`;
        continue;
      }
      const misfit = field.misfit(given);
      if (misfit !== undefined) return `the key ${key} to be ${misfit}`;
    }
    return undefined;
  }

  toCbor(value: T): CborValue {
    const source = value as Readonly<Record<string, unknown>>;
    const map = new Map<string | number, CborValue>();
    for (const { property, key, field } of this.entries) {
      const given = source[property];
      if (given !== undefined) map.set(key, field.toCbor(given));
    }
    return map;
  }

  fromCbor(value: CborValue): Result<T> {
    return this.fromValue(value);
  }

  #fault(code: string, expected: string, came: string): Failed {
    return mismatch(code, `in ${this.name} ${expected}`, came);
  }

  #within(key: string | number, { fault }: Failed): Failed {
    return failed({ ...fault, expected: `in ${this.name} at key ${key}: ${fault.expected}` });
  }
}

function mapBounds(entries: readonly CborMapEntry[]): SizeBounds {
  const sizeOf = ({ key }: CborMapEntry) =>
    typeof key === 'number'
      ? headBytes(key < 0 ? -1 - key : key)
      : stringBounds(key.length, key.length).sizeBytesMin;
  const required = entries.filter((entry) => entry.required);
  const sum = (of: readonly CborMapEntry[], end: keyof SizeBounds) =>
    of.reduce(
      (total, entry) => total + sizeOf(entry) + (entry.field.bounds ?? openBounds)[end],
      headBytes(of.length),
    );
  return {
    sizeBytesMin: sum(required, 'sizeBytesMin'),
    sizeBytesMax: sum(entries, 'sizeBytesMax'),
  };
}

function toEntry(
  property: string,
  given: MapField<unknown> | KeyedField<MapField<unknown>>,
): CborMapEntry {
  const key = 'keyed' in given ? given.key : property;
  const field = 'keyed' in given ? given.keyed : given;
  if ('optional' in field) return { property, key, required: false, field: field.field };
  return { property, key, required: true, field };
}

function asMap(value: CborValue): ReadonlyMap<string | number, CborValue> | undefined {
  if (value instanceof Map) return value as ReadonlyMap<string | number, CborValue>;
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value) || value instanceof Uint8Array) return undefined;
  return new Map(Object.entries(value as Readonly<Record<string, CborValue>>));
}

/** `const EchoRequest = cborMap('EchoRequest', { d: text('...') })`. */
export function cborMap<const F extends CborMapFields>(
  name: string,
  fields: F,
  options: CborMapOptions = {},
): CborMap<CborMapValue<F>> {
  return new CborMap(name, fields, options);
}
