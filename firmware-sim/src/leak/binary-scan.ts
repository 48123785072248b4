import type { LeakEncoding } from './leak-hit.ts';
import { e7Tolerance, float32Tolerance, type Needles } from './needles.ts';
import type { Pairs } from './pair-table.ts';
import { PieceJoiner, type PieceWindow } from './piece-window.ts';

/** Reports an encoding and the offset in the channel at which the pair begins. */
export type ReportHit = (encoding: LeakEncoding, offset: number) => void;

/** Bytes that may lie between the two numbers: a CBOR head, a short key, a padding. */
const binaryGapMax = 24;

/** Two numbers of the widest kind and the widest gap, less the byte that must be new. */
const carryBytes = 8 + binaryGapMax + 8 - 1;

/**
 * Finds pairs of numbers of fixed width, at any alignment and in both orders of the pair: integers in E7 and E5, and IEEE 754
 * floats and doubles in degrees, each in both byte orders. The bytes of a channel may come in pieces of any size.
 */
export class BinaryScan {
  readonly #needles: Needles;
  readonly #report: ReportHit;
  readonly #ranges: Readonly<Record<'e7' | 'e5' | 'f32' | 'f64', Range>>;
  readonly #pieces = new PieceJoiner(carryBytes);

  constructor(needles: Needles, report: ReportHit) {
    this.#needles = needles;
    this.#report = report;
    this.#ranges = {
      e7: latitudeRange(needles.e7, e7Tolerance),
      e5: latitudeRange(needles.e5, 0),
      f32: latitudeRange(needles.f32, float32Tolerance),
      f64: latitudeRange(needles.f64High, 1),
    };
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const window = this.#pieces.join(bytes);
    if (this.#needles.e5.size + this.#needles.e7.size > 0) this.#scan(window);
  }

  /**
   * Both byte orders roll along with the offset. Each range is one unsigned comparison, which
   * random bytes nearly never pass: two signed ones would cost a mispredicted branch at every other
   * offset.
   */
  #scan(window: PieceWindow): void {
    const { bytes } = window;
    const { e7, e5, f32, f64 } = this.#ranges;
    const meet = (at: number, encoding: FixedEncoding) => {
      if (at >= 0) this.#pair(window, at, encoding);
    };
    let little = 0;
    let big = 0;
    for (let end = 0; end < bytes.length; end += 1) {
      const byte = bytes[end] as number;
      little = (little >>> 8) | (byte << 24);
      big = (big << 8) | byte;
      if ((little - e7.from) >>> 0 <= e7.span) meet(end - 3, 'e7-le');
      if ((big - e7.from) >>> 0 <= e7.span) meet(end - 3, 'e7-be');
      if ((little - e5.from) >>> 0 <= e5.span) meet(end - 3, 'e5-le');
      if ((big - e5.from) >>> 0 <= e5.span) meet(end - 3, 'e5-be');
      if ((little - f32.from) >>> 0 <= f32.span) meet(end - 3, 'f32-le');
      if ((big - f32.from) >>> 0 <= f32.span) meet(end - 3, 'f32-be');
      // Of a double it is the half with sign and exponent that is met.
      if ((little - f64.from) >>> 0 <= f64.span) meet(end - 7, 'f64-le');
      if ((big - f64.from) >>> 0 <= f64.span) meet(end - 3, 'f64-be');
    }
  }

  #pair({ bytes, carried, offset }: PieceWindow, at: number, encoding: FixedEncoding): void {
    const { width, read, isNeedle } = readings[encoding];
    if (at + width > bytes.length) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const latitude = read(view, at);
    for (let gap = 0; gap <= binaryGapMax; gap += 1) {
      for (const other of [at + width + gap, at - width - gap]) {
        if (other < 0 || other + width > bytes.length) continue;
        // What lies wholly in the carry was reported with the piece before.
        if (Math.max(at, other) + width <= carried) continue;
        if (isNeedle(this.#needles, latitude, read(view, other))) {
          this.#report(encoding, offset + Math.min(at, other));
        }
      }
    }
  }
}

type FixedEncoding = Extract<LeakEncoding, `${'e7' | 'e5' | 'f32' | 'f64'}-${'le' | 'be'}`>;

interface Reading {
  readonly width: 4 | 8;
  readonly read: (view: DataView, at: number) => number;
  readonly isNeedle: (needles: Needles, latitude: number, longitude: number) => boolean;
}

/** Integers in E7, but not what a position of working hours comes close to. */
export function isE7Needle(needles: Needles, latitude: number, longitude: number): boolean {
  return (
    needles.e7.hasNear(latitude, longitude, e7Tolerance) &&
    !needles.legitimateE7.hasNear(latitude, longitude, e7Tolerance)
  );
}

const e7: Reading['isNeedle'] = isE7Needle;
const e5: Reading['isNeedle'] = (needles, a, b) => needles.e5.has(a, b);
const f32: Reading['isNeedle'] = (needles, a, b) => needles.f32.hasNear(a, b, float32Tolerance);
const f64: Reading['isNeedle'] = (needles, a, b) =>
  Math.abs(a) <= 90 &&
  Math.abs(b) <= 180 &&
  isE7Needle(needles, Math.round(a * 1e7), Math.round(b * 1e7));

const readings: Readonly<Record<FixedEncoding, Reading>> = {
  'e7-le': { width: 4, read: (view, at) => view.getInt32(at, true), isNeedle: e7 },
  'e7-be': { width: 4, read: (view, at) => view.getInt32(at), isNeedle: e7 },
  'e5-le': { width: 4, read: (view, at) => view.getInt32(at, true), isNeedle: e5 },
  'e5-be': { width: 4, read: (view, at) => view.getInt32(at), isNeedle: e5 },
  'f32-le': { width: 4, read: (view, at) => view.getInt32(at, true), isNeedle: f32 },
  'f32-be': { width: 4, read: (view, at) => view.getInt32(at), isNeedle: f32 },
  'f64-le': { width: 8, read: (view, at) => view.getFloat64(at, true), isNeedle: f64 },
  'f64-be': { width: 8, read: (view, at) => view.getFloat64(at), isNeedle: f64 },
};

/** A range as `from` and an unsigned width; that of an empty table has no member. */
interface Range {
  readonly from: number;
  readonly span: number;
}

function latitudeRange(
  table: Pick<Pairs, 'lowest' | 'highest' | 'size'>,
  tolerance: number,
): Range {
  if (table.size === 0) return { from: 0, span: -1 };
  const from = table.lowest - tolerance;
  return { from, span: table.highest + tolerance - from };
}
