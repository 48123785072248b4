import { Parser } from 'binary-parser';

import { InternalError, UsageError, type FaultParts } from '../errors.ts';
import { failed, ok, type Result } from '../result.ts';
import { putUint, type LiteralField, type StructField, type WriteTarget } from './fields.ts';
import type { LayoutParser } from './layout-parser.ts';

export type ByteOrder = 'little' | 'big';

// Methods compare both ways, so every field is one of `unknown`.
export type StructFields = Readonly<Record<string, StructField<unknown>>>;

/** The value of a struct: every field but the literals. */
export type StructValue<F extends StructFields> = {
  readonly [
    K in keyof F as F[K] extends LiteralField<unknown> ? never : K
  ]: F[K] extends StructField<infer T> ? T : never;
};

export interface Decoded<T> {
  readonly value: T;
  readonly bytesRead: number;
}

/**
 * A layout of bytes that is type, encoder and decoder in one. Decoding runs on a `binary-parser`
 * compiled at first use; encoding walks the same fields.
 */
export class Struct<F extends StructFields> {
  readonly name: string;
  readonly order: ByteOrder;
  readonly fields: F;
  readonly sizeBytesMin: number;
  readonly sizeBytesMax: number;
  /** The fields in order: laid out once, because structs are written for every stored record. */
  readonly #entries: readonly (readonly [string, StructField<unknown>])[];
  #parser: LayoutParser | undefined;

  constructor(name: string, order: ByteOrder, fields: F) {
    this.name = name;
    this.order = order;
    this.fields = fields;
    const all: readonly (readonly [string, StructField<unknown>])[] = Object.entries(fields);
    this.#entries = all;
    const open = all.findIndex(([, field]) => field.sizeBytesMax === Infinity);
    if (open >= 0 && open !== all.length - 1) {
      throw new InternalError(`${name} has a field of open length before its last field`);
    }
    this.sizeBytesMin = all.reduce((sum, [, field]) => sum + field.sizeBytesMin, 0);
    this.sizeBytesMax = all.reduce((sum, [, field]) => sum + field.sizeBytesMax, 0);
  }

  /** The size of a struct without a field of open length. */
  get sizeBytes(): number {
    if (this.sizeBytesMin === this.sizeBytesMax) return this.sizeBytesMin;
    throw new InternalError(`${this.name} has no fixed size`);
  }

  /** Throws {@link UsageError} `SCHEMA_RANGE` when a value does not fit its field. */
  encode(value: StructValue<F>): Uint8Array {
    const misfit = this.misfit(value);
    if (misfit !== undefined) {
      throw new UsageError({
        code: 'SCHEMA_RANGE',
        expected: `in ${this.name} ${misfit}`,
        came: 'another value was given',
        next: 'correct the value before encoding it',
      });
    }
    const bytes = new Uint8Array(this.sizeOf(value));
    this.write({ bytes, littleEndian: this.order === 'little', at: 0 }, value);
    return bytes;
  }

  /** Reads the struct from the front of the bytes. Never throws, whatever the bytes are. */
  decode(bytes: Uint8Array): Result<Decoded<StructValue<F>>> {
    if (bytes.length === 0 && this.sizeBytesMin > 0) {
      return this.#fault('SCHEMA_END', 'the input had ended', 'stop reading here');
    }
    if (bytes.length < this.sizeBytesMin) {
      const came = `the input ended after ${bytes.length}`;
      return this.#fault('SCHEMA_TRUNCATED', came, 'get the whole input and try again');
    }
    // A plain view: `binary-parser` slices what it is given, and a slice of a Node Buffer is a
    // Buffer.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    const read = this.fromParsed(this.parser().parse(plain));
    if (!read.ok) return read;
    const bytesRead = this.sizeBytesMax === Infinity ? bytes.length : this.sizeBytesMin;
    return ok({ value: read.value, bytesRead });
  }

  /** The compiled decoder. For nesting inside another struct. */
  parser(): LayoutParser {
    this.#parser ??= this.#compile();
    return this.#parser;
  }

  /**
   * Checks what the parser delivered, and leaves the literals out. For nesting inside another
   * struct.
   */
  fromParsed(parsed: unknown): Result<StructValue<F>> {
    const source = parsed as Readonly<Record<string, unknown>>;
    const value: Record<string, unknown> = {};
    for (const [name, field] of this.#entries) {
      const read = field.read(source[name]);
      if (typeof read === 'string') {
        const came = `field ${name} held ${read}`;
        return this.#fault('SCHEMA_RANGE', came, 'check that the input is of this format');
      }
      if (field.constant === undefined) value[name] = read.value;
      else if (read.value !== field.constant) {
        const came = `field ${name} was not its constant (${field.type})`;
        return this.#fault('SCHEMA_LITERAL', came, 'check that the input is of this format');
      }
    }
    return ok(value as StructValue<F>);
  }

  /** Which field does not fit, with what it must be; undefined when all do. */
  misfit(value: StructValue<F>): string | undefined {
    const given = value as Readonly<Record<string, unknown>>;
    for (const [name, field] of this.#entries) {
      const part = field.constant ?? given[name];
      const { uintBytes } = field;
      if (uintBytes !== undefined && isUint(part, uintBytes)) continue;
      const misfit = field.misfit(part);
      if (misfit !== undefined) return `field ${name} to be ${misfit}`;
    }
    return undefined;
  }

  /** Only the last field may be of open length. */
  sizeOf(value: StructValue<F>): number {
    const last = this.#entries.at(-1);
    if (this.sizeBytesMin === this.sizeBytesMax || last === undefined) return this.sizeBytesMin;
    const [name, field] = last;
    const part = (value as Readonly<Record<string, unknown>>)[name];
    return this.sizeBytesMin - field.sizeBytesMin + field.sizeOf(field.constant ?? part);
  }

  write(target: WriteTarget, value: StructValue<F>): void {
    const { bytes } = target;
    const given = value as Readonly<Record<string, unknown>>;
    // One target for all fields, moved on from one to the next.
    const place = { bytes, littleEndian: this.order === 'little', at: target.at };
    for (const [name, field] of this.#entries) {
      const part = field.constant ?? given[name];
      if (field.uintBytes === undefined) {
        field.write(place, part);
        place.at += field.sizeOf(part);
      } else {
        putUint(place, part as number, field.uintBytes);
        place.at += field.uintBytes;
      }
    }
  }

  #compile(): LayoutParser {
    const parser: LayoutParser = new Parser().endianness(this.order).create(Parsed);
    for (const [name, field] of this.#entries) field.addTo(parser, name);
    return parser;
  }

  #fault(code: FaultParts['code'], came: string, next: string) {
    const size =
      this.sizeBytesMin === this.sizeBytesMax
        ? `${this.sizeBytesMin} bytes`
        : `at least ${this.sizeBytesMin} bytes`;
    return failed({ code, expected: `${this.name} (${size})`, came, next });
  }
}

/**
 * What the parser fills. It gives every value two links and deletes them again, which makes engines keep it as a table, slow
 * to write and to read; here both are accessors that store nothing, and there is nothing to delete.
 */
// oxlint-disable-next-line typescript/no-extraneous-class -- the parser asks for a constructor
class Parsed {}
for (const link of ['$parent', '$root'])
  Object.defineProperty(Parsed.prototype, link, { set() {} });

function isUint(value: unknown, sizeBytes: 1 | 2 | 4): boolean {
  // Shifts leave a whole number of 32 bits as it is, and no other.
  return typeof value === 'number' && value >>> 0 === value && isWithin(value, sizeBytes);
}

function isWithin(value: number, sizeBytes: 1 | 2 | 4): boolean {
  return sizeBytes === 4 || (sizeBytes === 1 ? value <= 0xff : value <= 0xffff);
}

/**
 * `const Version = struct('Version', 'little', { major: u8('...') })`; the byte order has no
 * default.
 */
export function struct<const F extends StructFields>(
  name: string,
  order: ByteOrder,
  fields: F,
): Struct<F> {
  return new Struct(name, order, fields);
}
