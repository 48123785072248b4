import { decode, encode } from 'cborg';

import type { Peer } from './peer.ts';

/** An array of arrays of three integers. */
export const cbor: Peer = {
  name: 'CBOR, arrays of integers',
  encode: (fixes) =>
    encode(fixes.map(({ timeS, latitudeE5, longitudeE5 }) => [timeS, latitudeE5, longitudeE5])),
  decode: (bytes) =>
    (decode(bytes) as [number, number, number][]).map(([timeS, latitudeE5, longitudeE5]) => ({
      timeS,
      latitudeE5,
      longitudeE5,
    })),
};

interface JsonFix {
  readonly time: number;
  readonly lat: number;
  readonly lon: number;
}

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** An array of objects with degrees in decimals. */
export const json: Peer = {
  name: 'JSON, objects',
  encode: (fixes) =>
    utf8.encode(
      JSON.stringify(
        fixes.map(({ timeS, latitudeE5, longitudeE5 }): JsonFix => {
          return { time: timeS, lat: latitudeE5 / 1e5, lon: longitudeE5 / 1e5 };
        }),
      ),
    ),
  decode: (bytes) =>
    (JSON.parse(text.decode(bytes)) as JsonFix[]).map(({ time, lat, lon }) => ({
      timeS: time,
      latitudeE5: Math.round(lat * 1e5),
      longitudeE5: Math.round(lon * 1e5),
    })),
};
