import type { CborMap } from '../schema/cbor-map.ts';
import type { SizeBounds } from '../schema/size-bounds.ts';

/** A message of the protocol, with what proves it: one row of docs/protocol/messages.md. */
export interface MessageRow {
  readonly name: string;
  /** The page of docs/protocol/ that defines it. */
  readonly page: string;
  readonly bounds: SizeBounds;
  /** The exported functions and classes that write and read it. */
  readonly exports: readonly string[];
  /** Names of the layouts it is made of, where it is not one of its own. */
  readonly layouts: readonly string[];
  readonly vectors: GoldenVectors;
}

/** Where the golden vectors lie, and how many there are. */
interface GoldenVectors {
  /** In `protocol/vectors/`. */
  readonly file: string;
  readonly path: string;
  /** Every accepted encoding, in hexadecimal digits. */
  readonly accepts: readonly string[];
  readonly rejectCount: number;
  /** The test that runs them, in `protocol/src/`. */
  readonly test: string;
}

export const namesOf = (maps: readonly CborMap<unknown>[]): readonly string[] =>
  maps.map(({ name }) => name);

/** The bounds of a layout within the limit of whoever reads it. */
export function within({ sizeBytesMin, sizeBytesMax }: SizeBounds, bytesMax: number): SizeBounds {
  return { sizeBytesMin, sizeBytesMax: Math.min(sizeBytesMax, bytesMax) };
}

/** `bytes` of each vector. */
export const bytesOf = (vectors: readonly { readonly bytes: string }[]): readonly string[] =>
  vectors.map(({ bytes }) => bytes);
