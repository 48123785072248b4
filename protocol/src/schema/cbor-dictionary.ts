import { decodeCbor, encodeCbor, type CborValue } from '../cbor.ts';
import { UsageError } from '../errors.ts';
import { ok, type Failed, type Result } from '../result.ts';
import { kindOf, mismatch, type CborField } from './cbor-fields.ts';
import type { CborMessage } from './cbor-message.ts';
import { openBounds } from './size-bounds.ts';

export interface CborDictionaryOptions {
  readonly entriesMax?: number;
  /** Keys that belong to the protocol and not to the dictionary; passed over when reading. */
  readonly ignoredKeys?: readonly string[];
}

/**
 * A CBOR map whose keys are names that the sender chose: tasks, statistics, memory pools. Its value
 * is a `Map`, so that a name such as `__proto__` is a name.
 */
export class CborDictionary<T> implements CborMessage<ReadonlyMap<string, T>> {
  readonly name: string;
  readonly type: string;
  readonly doc: string;
  /** Names are of any length. */
  readonly bounds = openBounds;
  readonly item: CborField<T>;
  readonly inner: readonly CborField<T>[];
  readonly #entriesMax: number;
  readonly #ignoredKeys: readonly string[];

  constructor(name: string, item: CborField<T>, doc: string, options: CborDictionaryOptions = {}) {
    this.name = name;
    this.type = `{tstr: ${item.type}}`;
    this.doc = doc;
    this.item = item;
    this.inner = [item];
    this.#entriesMax = options.entriesMax ?? Infinity;
    this.#ignoredKeys = options.ignoredKeys ?? [];
  }

  /** Deterministic encoding. Throws {@link UsageError} `SCHEMA_RANGE` when a value does not fit. */
  encode(value: ReadonlyMap<string, T>): Uint8Array {
    const misfit = this.misfit(value);
    if (misfit === undefined) return encodeCbor(this.toCbor(value));
    throw new UsageError({
      code: 'SCHEMA_RANGE',
      expected: `${this.name} to be ${misfit}`,
      came: 'another value was given',
      next: 'correct the value before encoding it',
    });
  }

  decode(bytes: Uint8Array): Result<ReadonlyMap<string, T>> {
    const item = decodeCbor(bytes, { useMaps: true });
    return item.ok ? this.fromValue(item.value) : item;
  }

  fromValue(value: CborValue): Result<ReadonlyMap<string, T>> {
    if (!(value instanceof Map))
      return this.#fault('SCHEMA_TYPE', 'a map', `it was ${kindOf(value)}`);
    const given = value as ReadonlyMap<string | number, CborValue>;
    const result = new Map<string, T>();
    for (const [key, entry] of given) {
      if (typeof key !== 'string')
        return this.#fault('SCHEMA_TYPE', 'names as keys', 'one is a number');
      if (this.#ignoredKeys.includes(key)) continue;
      if (result.size === this.#entriesMax) {
        return this.#fault('SCHEMA_RANGE', `at most ${this.#entriesMax} entries`, 'it had more');
      }
      const read = this.item.fromCbor(entry);
      if (!read.ok) return read;
      result.set(key, read.value);
    }
    return ok(result);
  }

  misfit(value: ReadonlyMap<string, T>): string | undefined {
    if (value.size > this.#entriesMax) return `a map of at most ${this.#entriesMax} entries`;
    for (const [key, entry] of value) {
      if (this.#ignoredKeys.includes(key)) return `a map without the key ${key}`;
      const misfit = this.item.misfit(entry);
      if (misfit !== undefined) return `a map of values, each ${misfit}`;
    }
    return undefined;
  }

  toCbor(value: ReadonlyMap<string, T>): CborValue {
    return new Map([...value].map(([key, entry]) => [key, this.item.toCbor(entry)]));
  }

  fromCbor(value: CborValue): Result<ReadonlyMap<string, T>> {
    return this.fromValue(value);
  }

  #fault(code: string, expected: string, came: string): Failed {
    return mismatch(code, `in ${this.name} ${expected}`, came);
  }
}

/** `const Tasks = dictionary('Tasks', Task, 'by name')`. */
export function dictionary<T>(
  name: string,
  item: CborField<T>,
  doc: string,
  options: CborDictionaryOptions = {},
): CborDictionary<T> {
  return new CborDictionary(name, item, doc, options);
}
