import { encodeBatch } from '@feierabend/protocol';

import type { RunLayer } from './encoded-runs.ts';
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
    case 'varint':
      return varintPlant(position, variant);
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

/** The bytes of a plant as text of that layer, between other text. */
export function wrappedPlant(plant: Plant, layer: RunLayer): Plant {
  const text = ` last=${Buffer.from(plant.bytes).toString(layer)} `;
  return { ...plant, bytes: new TextEncoder().encode(text), pairAt: 0 };
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

type Write = (view: DataView, at: number, e7: number, little: boolean) => void;

const asE7: Write = (view, at, e7, little) => view.setInt32(at, e7, little);
const asE5: Write = (view, at, e7, little) => view.setInt32(at, Math.round(e7 / 100), little);
const asFloat: Write = (view, at, e7, little) => view.setFloat32(at, e7 / 1e7, little);
const asDouble: Write = (view, at, e7, little) => view.setFloat64(at, e7 / 1e7, little);

const writers = {
  e7: { width: 4, write: asE7 },
  e5: { width: 4, write: asE5 },
  f32: { width: 4, write: asFloat },
  f64: { width: 8, write: asDouble },
} as const;

/** Two fields of a Protocol Buffers message: zigzag in even variants and where a number is negative; E5 in the last two. */
function varintPlant({ latitudeE7, longitudeE7 }: FedPosition, variant: number): Plant {
  const scale = variant % 4 < 2 ? 1 : 100;
  const isZigzag = variant % 2 === 0 || latitudeE7 < 0 || longitudeE7 < 0;
  const [latitude = 0, longitude = 0] = [latitudeE7, longitudeE7].map((e7) => {
    const whole = Math.round(e7 / scale);
    if (!isZigzag) return whole;
    return whole < 0 ? -2 * whole - 1 : 2 * whole;
  });
  const bytes = Uint8Array.of(0x08, ...leb128(latitude), 0x10, ...leb128(longitude), 0x18, 0);
  return { encoding: 'varint', bytes, pairAt: 1, whole: false };
}

function leb128(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

/**
 * Two numbers with 0, 1, 3 or 8 bytes between them; every other variant has the longitude first.
 */
function integerPlant(encoding: LeakEncoding, position: FedPosition, variant: number): Plant {
  const gap = [0, 1, 3, 8][variant % 4] ?? 0;
  const [kind = 'e7', order] = encoding.split('-');
  const { width, write } = writers[kind as keyof typeof writers];
  const pair = [position.latitudeE7, position.longitudeE7];
  if (variant % 2 === 1) pair.reverse();
  const bytes = new Uint8Array(2 * width + gap).fill(0x1a);
  const view = new DataView(bytes.buffer);
  pair.forEach((e7, index) => write(view, index * (width + gap), e7, order === 'le'));
  return { encoding, bytes, pairAt: 0, whole: false };
}
