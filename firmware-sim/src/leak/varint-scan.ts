import { isE7Needle, type ReportHit } from './binary-scan.ts';
import { e7Tolerance, type Needles } from './needles.ts';
import type { Pairs } from './pair-table.ts';
import { PieceJoiner, type PieceWindow } from './piece-window.ts';

/** A coordinate in E5 or E7 is three to five bytes of seven bits, the lowest first (LEB128, Protocol Buffers). */
const bytesMin = 3;
const bytesMax = 5;
/** Bytes that may lie between the two numbers: the tag of a field, a length. */
const gapMax = 4;
const carryBytes = bytesMax + gapMax + bytesMax - 1;

/** Finds pairs of variable-length integers in E7 and E5, plain and in zigzag, in both orders of the pair. */
export class VarintScan {
  readonly #needles: Needles;
  readonly #report: ReportHit;
  readonly #pieces = new PieceJoiner(carryBytes);

  constructor(needles: Needles, report: ReportHit) {
    this.#needles = needles;
    this.#report = report;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const window = this.#pieces.join(bytes);
    if (this.#needles.e5.size + this.#needles.e7.size > 0) this.#scan(window);
  }

  #scan({ bytes: window, carried, offset }: PieceWindow): void {
    for (let at = 0; at + bytesMin <= window.length; at += 1) {
      if ((window[at] as number) < 0x80) continue;
      const first = readVarint(window, at);
      if (first === undefined || !this.#isLikely(first.value)) continue;
      for (let gap = 0; gap <= gapMax; gap += 1) {
        const second = readVarint(window, first.end + gap);
        // What lies wholly in the carry was reported with the piece before.
        if (second === undefined || second.end <= carried) continue;
        if (this.#isNeedle(first.value, second.value)) {
          this.#report('varint', offset + at);
        }
      }
    }
  }

  /** Whether it could be a number of a pair at all: nearly no other is. */
  #isLikely(value: number): boolean {
    const { e7, e5 } = this.#needles;
    const signed = zigzag(value);
    return (
      isInRange(e7, value) || isInRange(e7, signed) || isInRange(e5, value) || isInRange(e5, signed)
    );
  }

  #isNeedle(first: number, second: number): boolean {
    const isPair = (a: number, b: number) =>
      isE7Needle(this.#needles, a, b) || this.#needles.e5.has(a, b);
    const [a, b] = [zigzag(first), zigzag(second)];
    return isPair(first, second) || isPair(second, first) || isPair(a, b) || isPair(b, a);
  }
}

function isInRange(table: Pairs, number: number): boolean {
  return (
    (number >= table.lowest - e7Tolerance && number <= table.highest + e7Tolerance) ||
    (number >= table.secondLowest - e7Tolerance && number <= table.secondHighest + e7Tolerance)
  );
}

function readVarint(bytes: Uint8Array, at: number): { value: number; end: number } | undefined {
  let value = 0;
  let weight = 1;
  for (let length = 1; length <= bytesMax; length += 1) {
    const byte = bytes[at + length - 1];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * weight;
    weight *= 128;
    if (byte < 0x80) return length < bytesMin ? undefined : { value, end: at + length };
  }
  return undefined;
}

/** 0, -1, 1, -2, ... for 0, 1, 2, 3, ... */
function zigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
