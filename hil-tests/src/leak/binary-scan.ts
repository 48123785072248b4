import type { LeakEncoding } from './leak-hit.ts';
import { e7Tolerance, type NeedleSet } from './needles.ts';
import type { PairTable } from './pair-table.ts';

/** Reports an encoding and the offset in the channel at which the pair begins. */
export type ReportHit = (encoding: LeakEncoding, offset: number) => void;

/** Bytes that may lie between the two integers: a CBOR head, a short key, a padding. */
const binaryGapMax = 24;

/** Two integers and the widest gap, less the byte that must be new. */
const carryBytes = 4 + binaryGapMax + 4 - 1;

/**
 * Finds pairs of 32-bit integers, in E7 and E5, in both byte orders and both orders of the pair, at
 * any alignment. The bytes of a channel may come in pieces of any size.
 */
export class BinaryScan {
  readonly #needles: NeedleSet;
  readonly #report: ReportHit;
  #carry: Uint8Array = new Uint8Array(0);
  #offset = 0;

  constructor(needles: NeedleSet, report: ReportHit) {
    this.#needles = needles;
    this.#report = report;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const carried = this.#carry.length;
    const window = new Uint8Array(carried + bytes.length);
    window.set(this.#carry);
    window.set(bytes, carried);
    if (this.#needles.e5.size + this.#needles.e7.size > 0) this.#scan(window, carried);
    this.#offset += bytes.length;
    this.#carry = window.slice(Math.max(0, window.length - carryBytes));
  }

  /**
   * Both byte orders roll along with the offset. Each range is one unsigned comparison, which
   * random bytes nearly never pass: two signed ones would cost a mispredicted branch at every other
   * offset.
   */
  #scan(window: Uint8Array, carried: number): void {
    const e7 = latitudeRange(this.#needles.e7, e7Tolerance);
    const e5 = latitudeRange(this.#needles.e5, 0);
    const meet = (end: number, latitude: number, encoding: FoundLatitude['encoding']) => {
      if (end >= 3) this.#pair(window, carried, { at: end - 3, latitude, encoding });
    };
    let little = 0;
    let big = 0;
    for (let end = 0; end < window.length; end += 1) {
      const byte = window[end] as number;
      little = (little >>> 8) | (byte << 24);
      big = (big << 8) | byte;
      if ((little - e7.from) >>> 0 <= e7.span) meet(end, little, 'e7-le');
      if ((big - e7.from) >>> 0 <= e7.span) meet(end, big, 'e7-be');
      if ((little - e5.from) >>> 0 <= e5.span) meet(end, little, 'e5-le');
      if ((big - e5.from) >>> 0 <= e5.span) meet(end, big, 'e5-be');
    }
  }

  #pair(window: Uint8Array, carried: number, found: FoundLatitude): void {
    const { at, encoding } = found;
    const read = encoding.endsWith('le') ? int32Little : int32Big;
    for (let gap = 0; gap <= binaryGapMax; gap += 1) {
      for (const other of [at + 4 + gap, at - 4 - gap]) {
        if (other < 0 || other + 4 > window.length) continue;
        // What lies wholly in the carry was reported with the piece before.
        if (Math.max(at, other) + 4 <= carried) continue;
        if (this.#isNeedle(found, read(window, other))) {
          this.#report(encoding, this.#offset - carried + Math.min(at, other));
        }
      }
    }
  }

  #isNeedle({ latitude, encoding }: FoundLatitude, longitude: number): boolean {
    const needles = this.#needles;
    if (encoding === 'e5-le' || encoding === 'e5-be') return needles.e5.has(latitude, longitude);
    return (
      needles.e7.hasNear(latitude, longitude, e7Tolerance) &&
      !needles.legitimateE7.hasNear(latitude, longitude, e7Tolerance)
    );
  }
}

interface FoundLatitude {
  readonly at: number;
  readonly latitude: number;
  readonly encoding: 'e7-le' | 'e7-be' | 'e5-le' | 'e5-be';
}

/** A range as `from` and an unsigned width; that of an empty table has no member. */
function latitudeRange(table: PairTable, tolerance: number): { from: number; span: number } {
  if (table.size === 0) return { from: 0, span: -1 };
  const from = table.lowest - tolerance;
  return { from, span: table.highest + tolerance - from };
}

function int32Little(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function int32Big(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}
