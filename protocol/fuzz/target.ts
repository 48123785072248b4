import type { Dice } from './dice.ts';

/** What a decoder made of an input. */
interface Observation {
  readonly accepted: boolean;
  /** Everything it gave back; its size is measured. */
  readonly output?: unknown;
  /** Of a canonical format: the bytes that encode what was read. They must be the input. */
  readonly again?: Uint8Array;
}

/** A decoder under fuzzing. */
export interface FuzzTarget {
  readonly name: string;
  /** Golden inputs, accepted and refused; mutations begin with one of them. */
  readonly corpus: readonly Uint8Array[];
  readonly run: (input: Uint8Array, dice: Dice) => Observation;
  /**
   * A valid input of its own making, which no change of a golden one would become; a third of the
   * inputs begin with one.
   */
  readonly grow?: (dice: Dice) => Uint8Array;
  /** Turns noise into what gets past the first check: a frame around it, a checksum behind it. */
  readonly dress?: (input: Uint8Array, dice: Dice) => Uint8Array;
  /** Codes of the errors the API documents; without them nothing may be thrown. */
  readonly documented?: readonly string[];
  /** What may be given back for this much input; `outputBytesMaxOf` unless it says otherwise. */
  readonly outputBytesMax?: (inputBytes: number) => number;
  /** Mutated inputs are cut to this; 4096 unless told. */
  readonly inputBytesMax?: number;
  /** Inputs of about so many bytes that cost the decoder most, for the check of its time. */
  readonly shapes?: Readonly<Record<string, (bytes: number) => Uint8Array>>;
  /** Smaller of the two sizes whose times are compared; the other is eight times as large. */
  readonly shapeBytes?: number;
}

/** A promise that a decoder broke. */
export interface Finding {
  readonly target: string;
  readonly what: string;
  /** The bytes that show it, and the number of the execution; the check of times has none. */
  readonly input?: Uint8Array;
  readonly execution?: number;
}

/** A number costs one byte on the wire and some 24 in memory; nothing of ours is much worse. */
export function outputBytesMaxOf(inputBytes: number): number {
  return 4096 + 64 * inputBytes;
}
