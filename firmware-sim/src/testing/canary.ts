import { coarsen } from '@feierabend/protocol';

import { nmeaAngle, type TestPlace } from './nmea.ts';

/** Everything a coordinate could look like: degrees and NMEA as text, integers of 1e-7 and 1e-5 degrees in both orders. */
export function canaryNeedles({ latitude, longitude }: TestPlace, precisionM: number) {
  const e7 = { latitudeE7: Math.round(latitude * 1e7), longitudeE7: Math.round(longitude * 1e7) };
  const { fix } = coarsen({ timeS: 0, ...e7 }, precisionM);
  const numbers = [e7.latitudeE7, e7.longitudeE7, fix.latitudeE5, fix.longitudeE5];
  const exact = [Math.round(latitude * 1e5), Math.round(longitude * 1e5)];
  const texts = [
    nmeaAngle(latitude, 2),
    nmeaAngle(longitude, 3),
    latitude.toFixed(4),
    longitude.toFixed(4),
  ];
  return [
    ...texts.map((text) => ({ name: `text ${text}`, bytes: Buffer.from(text) })),
    ...[...numbers, ...exact].flatMap((value) =>
      [true, false].map((little) => ({ name: `${value} ${little}`, bytes: i32(value, little) })),
    ),
  ];
}

/** The names of the needles that the bytes hold. */
export function findCanary(
  bytes: Uint8Array,
  needles: ReturnType<typeof canaryNeedles>,
): readonly string[] {
  const hay = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return needles.filter((needle) => hay.includes(needle.bytes)).map(({ name }) => name);
}

function i32(value: number, little: boolean): Buffer {
  const bytes = Buffer.alloc(4);
  if (little) bytes.writeInt32LE(value);
  else bytes.writeInt32BE(value);
  return bytes;
}
