import type { LayoutParser } from './layout-parser.ts';
import type { Struct, StructFields, StructValue } from './struct.ts';

/**
 * One field of a struct: how it is parsed, written, checked and described. Those in this file have all parts in this order,
 * and so one shape, since a struct goes through different ones in a loop.
 */
export interface StructField<T> {
  /** How the documentation names it: `u16`, `bytes(32)`. */
  readonly type: string;
  readonly doc: string;
  readonly sizeBytesMin: number;
  readonly sizeBytesMax: number;
  /** Of an unsigned number of at most 32 bits: a struct writes those itself, because nearly every field is one. */
  readonly uintBytes?: 1 | 2 | 4 | undefined;
  /** A constant that the struct checks and writes itself; it is no part of the value. */
  readonly constant?: T | undefined;
  addTo(parser: LayoutParser, name: string): void;
  /**
   * What `binary-parser` delivered, as a value of the field; a string says what is wrong with it.
   */
  read(parsed: unknown): { readonly value: T } | string;
  /** What a value must be to fit, or undefined when it does. */
  misfit(value: T): string | undefined;
  sizeOf(value: T): number;
  write(target: WriteTarget, value: T): void;
}

export interface WriteTarget {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  readonly at: number;
}

/**
 * A constant that marks a format (a magic); decoding anything else is the fault `SCHEMA_LITERAL`.
 */
export interface LiteralField<T> extends StructField<T> {
  readonly constant: T;
}

interface NumberKind {
  readonly type: string;
  readonly sizeBytes: number;
  readonly min: number;
  readonly max: number;
  readonly uintBytes?: 1 | 2 | 4;
  readonly addTo: (parser: LayoutParser, name: string) => void;
  readonly write: (target: WriteTarget, value: number) => void;
}

function numberField(kind: NumberKind, doc: string): StructField<number> {
  return {
    type: kind.type,
    doc,
    sizeBytesMin: kind.sizeBytes,
    sizeBytesMax: kind.sizeBytes,
    uintBytes: kind.uintBytes,
    constant: undefined,
    addTo: kind.addTo,
    read(parsed) {
      const value = Number(parsed);
      return value <= kind.max ? { value } : `a number above ${kind.max}`;
    },
    misfit(value) {
      const fits = Number.isInteger(value) && value >= kind.min && value <= kind.max;
      return fits ? undefined : `a whole number from ${kind.min} to ${kind.max}`;
    },
    sizeOf: () => kind.sizeBytes,
    write: kind.write,
  };
}

/** Unsigned, 8 bits. */
export function u8(doc: string): StructField<number> {
  return numberField(
    {
      type: 'u8',
      sizeBytes: 1,
      uintBytes: 1,
      min: 0,
      max: 0xff,
      addTo: (parser, name) => void parser.uint8(name),
      write: (target, value) => putUint(target, value, 1),
    },
    doc,
  );
}

/** Unsigned, 16 bits, in the byte order of the struct. */
export function u16(doc: string): StructField<number> {
  return numberField(
    {
      type: 'u16',
      sizeBytes: 2,
      uintBytes: 2,
      min: 0,
      max: 0xffff,
      addTo: (parser, name) => void parser.uint16(name),
      write: (target, value) => putUint(target, value, 2),
    },
    doc,
  );
}

/** Unsigned, 32 bits, in the byte order of the struct. */
export function u32(doc: string): StructField<number> {
  return numberField(
    {
      type: 'u32',
      sizeBytes: 4,
      uintBytes: 4,
      min: 0,
      max: 0xffff_ffff,
      addTo: (parser, name) => void parser.uint32(name),
      write: (target, value) => putUint(target, value, 4),
    },
    doc,
  );
}

/** Signed two's complement, 32 bits, in the byte order of the struct. */
export function i32(doc: string): StructField<number> {
  return numberField(
    {
      type: 'i32',
      sizeBytes: 4,
      min: -0x8000_0000,
      max: 0x7fff_ffff,
      addTo: (parser, name) => void parser.int32(name),
      write: (target, value) => putUint(target, value, 4),
    },
    doc,
  );
}

/**
 * Unsigned, 64 bits on the wire; values above 2^53 - 1 are refused, so that a plain number carries
 * it exactly.
 */
export function u64(doc: string): StructField<number> {
  return numberField(
    {
      type: 'u64',
      sizeBytes: 8,
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      addTo: (parser, name) => void parser.uint64(name),
      write: ({ bytes: { buffer, byteOffset }, at, littleEndian }, value) =>
        new DataView(buffer, byteOffset).setBigUint64(at, BigInt(value), littleEndian),
    },
    doc,
  );
}

/** The low bytes of a whole number, in the byte order of the target. */
export function putUint(target: WriteTarget, value: number, sizeBytes: 1 | 2 | 4): void {
  const { bytes: out, at, littleEndian } = target;
  for (let i = 0; i < sizeBytes; i += 1) {
    out[at + i] = value >>> (littleEndian ? 8 * i : 8 * (sizeBytes - 1 - i));
  }
}

function readBytes(parsed: unknown): { readonly value: Uint8Array } | string {
  // A copy: the value must not change when the caller reuses the receive buffer.
  return parsed instanceof Uint8Array ? { value: parsed.slice() } : 'no bytes';
}

/** Exactly `lengthBytes` bytes. */
export function bytes(lengthBytes: number, doc: string): StructField<Uint8Array> {
  return {
    type: `bytes(${lengthBytes})`,
    doc,
    sizeBytesMin: lengthBytes,
    sizeBytesMax: lengthBytes,
    uintBytes: undefined,
    constant: undefined,
    addTo: (parser, name) => void parser.buffer(name, { length: lengthBytes }),
    read: readBytes,
    misfit: (value) => (value.length === lengthBytes ? undefined : `exactly ${lengthBytes} bytes`),
    sizeOf: () => lengthBytes,
    write: (target, value) => target.bytes.set(value, target.at),
  };
}

/** All bytes that remain; only the last field of a struct can be this. */
export function rest(doc: string): StructField<Uint8Array> {
  return {
    type: 'rest',
    doc,
    sizeBytesMin: 0,
    sizeBytesMax: Infinity,
    uintBytes: undefined,
    constant: undefined,
    addTo: (parser, name) => void parser.buffer(name, { readUntil: 'eof' }),
    read: readBytes,
    misfit: () => undefined,
    sizeOf: (value) => value.length,
    write: (target, value) => target.bytes.set(value, target.at),
  };
}

/** A checked constant: `literal(u32, 0x96f3b83d, 'magic')`. */
export function literal(
  kind: (doc: string) => StructField<number>,
  constant: number,
  doc = '',
): LiteralField<number> {
  const field = kind(doc) as {
    -readonly [K in keyof LiteralField<number>]: LiteralField<number>[K];
  };
  field.type = `${field.type} = 0x${constant.toString(16)}`;
  field.constant = constant;
  return field;
}

/** A struct of fixed size inside another one; it keeps its own byte order. */
export function nested<F extends StructFields>(
  inner: Struct<F>,
  doc: string,
): StructField<StructValue<F>> {
  return {
    type: inner.name,
    doc,
    sizeBytesMin: inner.sizeBytesMin,
    sizeBytesMax: inner.sizeBytesMax,
    uintBytes: undefined,
    constant: undefined,
    addTo: (parser, name) => void parser.nest(name, { type: inner.parser() }),
    read(parsed) {
      const read = inner.fromParsed(parsed);
      return read.ok ? { value: read.value } : read.fault.came;
    },
    misfit: (value) => inner.misfit(value),
    sizeOf: (value) => inner.sizeOf(value),
    write: (target, value) => inner.write(target, value),
  };
}
