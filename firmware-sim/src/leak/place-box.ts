import {
  cborMagnitude,
  float32Bits,
  float64High,
  minutesE4PerE7,
  scales,
  type Needles,
} from './needles.ts';
import { PairTable, type Pairs } from './pair-table.ts';

/** From and until, both included. */
type Range = readonly [from: number, until: number];

/** Degrees times 10^7. */
export interface Area {
  readonly latitudeE7: Range;
  readonly longitudeE7: Range;
}

/**
 * Every place of an area, in every form that the search knows, for the price of one: what it does not find holds none of the places
 * in the area, and what it finds may be something else, so it is asked before many places are.
 */
export function areaNeedles({ latitudeE7, longitudeE7 }: Area): Needles {
  const box = (form: (range: Range) => Range) => new PairBox(form(latitudeE7), form(longitudeE7));
  const text = (unit: number) => box((range) => outward(magnitudes(range), unit));
  const signed = (unit: number) => box((range) => outward(written(range), unit));
  return {
    e7: signed(1),
    e5: signed(1 / scales.d5),
    f32: box((range) => bits(range, float32Bits)),
    f64High: new PairBox(bits(latitudeE7, float64High), [0, 0]),
    legitimateE7: new PairTable(),
    decimals: new Map([
      [4, text(1 / scales.d4)],
      [5, text(1 / scales.d5)],
      [6, text(1 / scales.d6)],
      [7, text(1)],
    ]),
    legitimateDecimals7: new PairTable(),
    nmea: text(minutesE4PerE7),
  };
}

/** All pairs of two ranges. */
class PairBox implements Pairs {
  readonly lowest: number;
  readonly highest: number;
  readonly secondLowest: number;
  readonly secondHighest: number;
  readonly size = Number.POSITIVE_INFINITY;

  constructor([lowest, highest]: Range, [secondLowest, secondHighest]: Range) {
    this.lowest = lowest;
    this.highest = highest;
    this.secondLowest = secondLowest;
    this.secondHighest = secondHighest;
  }

  has(first: number, second: number): boolean {
    return this.hasNear(first, second, 0);
  }

  hasNear(first: number, second: number, tolerance: number): boolean {
    return (
      first >= this.lowest - tolerance &&
      first <= this.highest + tolerance &&
      second >= this.secondLowest - tolerance &&
      second <= this.secondHighest + tolerance
    );
  }
}

function outward([from, until]: Range, unit: number): Range {
  return [Math.floor(from * unit), Math.ceil(until * unit)];
}

function magnitudes([from, until]: Range): Range {
  const ends = [Math.abs(from), Math.abs(until)];
  return [from < 0 && until > 0 ? 0 : Math.min(...ends), Math.max(...ends)];
}

/** As signed integers, and as CBOR writes those that are negative. */
function written([from, until]: Range): Range {
  return [from, Math.max(until, cborMagnitude(from))];
}

/** Those of negative numbers ascend with the magnitude, from that of nought with a sign. */
function bits([from, until]: Range, of: (e7: number) => number): Range {
  const ends = [of(from), of(until)];
  if (from < 0 && until >= 0) ends.push(-(2 ** 31), 0);
  return [Math.min(...ends), Math.max(...ends)];
}
