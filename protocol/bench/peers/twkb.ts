import type { Peer, PlainFix } from './peer.ts';
import { pushVarint, VarintReader, zigzag } from './varint.ts';

const point = 1;
const lineString = 2;
const extendedDimensions = 0x08;
const hasMeasure = 0x02;
/** Decimals of the coordinates. */
const precision = 5;

/**
 * Tiny WKB 0.23: a point or a line of coordinates with `decimals`, and a measure without any; all
 * as differences in varints.
 */
export function encodeTwkb(points: readonly (readonly number[])[], decimals: number): Uint8Array {
  const isMeasured = (points[0]?.length ?? 0) > 2;
  const type = points.length === 1 ? point : lineString;
  const out = [type | (zigzag(decimals) << 4), isMeasured ? extendedDimensions : 0];
  if (isMeasured) out.push(hasMeasure);
  if (type === lineString) pushVarint(out, points.length);
  let before: readonly number[] = [];
  for (const values of points) {
    for (const [i, value] of values.entries()) pushVarint(out, zigzag(value - (before[i] ?? 0)));
    before = values;
  }
  return Uint8Array.from(out);
}

export const twkb: Peer = {
  name: 'TWKB, XYM',
  encode: (fixes) =>
    encodeTwkb(
      fixes.map(({ timeS, latitudeE5, longitudeE5 }) => [longitudeE5, latitudeE5, timeS]),
      precision,
    ),
  decode(bytes) {
    const reader = new VarintReader(bytes, 3);
    const count = ((bytes[0] ?? 0) & 0xf) === point ? 1 : reader.unsigned();
    const fixes: PlainFix[] = [];
    let [longitudeE5, latitudeE5, timeS] = [0, 0, 0];
    for (let i = 0; i < count; i += 1) {
      longitudeE5 += reader.signed();
      latitudeE5 += reader.signed();
      timeS += reader.signed();
      fixes.push({ timeS, latitudeE5, longitudeE5 });
    }
    return fixes;
  },
};
