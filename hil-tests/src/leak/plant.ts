import { encodeBatch } from '@feierabend/protocol';

import type { LeakEncoding } from './leak-hit.ts';
import type { FedPosition } from './needles.ts';

/** A position written down in one encoding, as careless firmware might. */
export interface Plant {
  readonly encoding: LeakEncoding;
  readonly bytes: Uint8Array;
  /** Where in the bytes the pair begins. */
  readonly pairAt: number;
  /** Has to be a piece of its own: a batch is decoded as a whole. */
  readonly whole: boolean;
}

/** `variant` chooses among separators, orders of the pair and gaps. */
export function plantOf(encoding: LeakEncoding, position: FedPosition, variant: number): Plant {
  switch (encoding) {
    case 'decimal-4':
    case 'decimal-5':
    case 'decimal-6':
    case 'decimal-7': {
      const decimals = Number(encoding.slice(-1));
      const degrees = (e7: number) => (e7 / 1e7).toFixed(decimals);
      return textPlant(
        encoding,
        [degrees(position.latitudeE7), degrees(position.longitudeE7)],
        variant,
      );
    }
    case 'integer-text':
      return textPlant(
        encoding,
        [String(position.latitudeE7), String(position.longitudeE7)],
        variant,
      );
    case 'nmea': {
      const { latitudeE7, longitudeE7 } = position;
      const latitude = `${nmeaText(latitudeE7, 2)},${latitudeE7 < 0 ? 'S' : 'N'}`;
      const longitude = `${nmeaText(longitudeE7, 3)},${longitudeE7 < 0 ? 'W' : 'E'}`;
      return asPlant(encoding, '$GNGLL,', `${latitude},${longitude},A\r\n`);
    }
    case 'record': {
      const latitudeE5 = Math.round(position.latitudeE7 / 100);
      const longitudeE5 = Math.round(position.longitudeE7 / 100);
      const timeS = Math.floor(position.atS);
      const bytes = encodeBatch([{ kind: 'fix', timeS, latitudeE5, longitudeE5 }]);
      return { encoding, bytes, pairAt: 0, whole: true };
    }
    default:
      return integerPlant(encoding, position, variant);
  }
}

/**
 * One SMP console line around the bytes of a plant; the leading line feed ends whatever was on the
 * line.
 */
export function framedPlant(plant: Plant): Plant {
  const line = `\n\u0006\u0009${Buffer.from(plant.bytes).toString('base64')}\n`;
  return { ...plant, bytes: new TextEncoder().encode(line), pairAt: 0 };
}

function textPlant(
  encoding: LeakEncoding,
  [latitude, longitude]: readonly [string, string],
  variant: number,
): Plant {
  switch (variant % 4) {
    case 0:
      return asPlant(encoding, ' at ', `${latitude},${longitude};`);
    case 1:
      return asPlant(encoding, '{"latitude":', `${latitude},"longitude":${longitude}}`);
    case 2:
      return asPlant(encoding, '[', `${longitude}; ${latitude}]`);
    default:
      return asPlant(encoding, ' lat=', `${latitude} hdop=0.9 lon=${longitude} `);
  }
}

function asPlant(encoding: LeakEncoding, before: string, pair: string): Plant {
  const text = before + pair;
  // A sign stands before the number that the search reports.
  const pairAt = before.length + (pair.startsWith('-') ? 1 : 0);
  return { encoding, bytes: new TextEncoder().encode(text), pairAt, whole: false };
}

function nmeaText(e7: number, degreeDigits: number): string {
  const minutesE4 = Math.round(Math.abs(e7) * 0.06);
  const degrees = Math.floor(minutesE4 / 600_000);
  const minutes = (minutesE4 % 600_000) / 10_000;
  return `${String(degrees).padStart(degreeDigits, '0')}${minutes.toFixed(4).padStart(7, '0')}`;
}

/**
 * Two integers with 0, 1, 3 or 8 bytes between them; every other variant has the longitude first.
 */
function integerPlant(encoding: LeakEncoding, position: FedPosition, variant: number): Plant {
  const gap = [0, 1, 3, 8][variant % 4] ?? 0;
  const scale = encoding.startsWith('e5') ? 100 : 1;
  const little = encoding.endsWith('le');
  const pair = [position.latitudeE7, position.longitudeE7].map((e7) => Math.round(e7 / scale));
  if (variant % 2 === 1) pair.reverse();
  const bytes = new Uint8Array(8 + gap).fill(0x1a);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, pair[0] ?? 0, little);
  view.setInt32(4 + gap, pair[1] ?? 0, little);
  return { encoding, bytes, pairAt: 0, whole: false };
}
