import type { RunLayer } from './encoded-runs.ts';
import type { TapChannel } from './tap-record.ts';

/**
 * How a position can be written down. The search knows these, and the self-test plants each of
 * them.
 */
export const leakEncodings = [
  'decimal-4',
  'decimal-5',
  'decimal-6',
  'decimal-7',
  'integer-text',
  'nmea',
  'e7-le',
  'e7-be',
  'e5-le',
  'e5-be',
  'f32-le',
  'f32-be',
  'f64-le',
  'f64-be',
  'varint',
  'record',
] as const;
export type LeakEncoding = (typeof leakEncodings)[number];

/**
 * What was around it. `console-frame`: inside an SMP message that the serial line carried in base64; `hex` and `base64`: inside
 * any other text of that kind.
 */
export type LeakLayer = 'raw' | 'console-frame' | RunLayer;

/**
 * Where a private position was found. The position itself is deliberately absent: a report that
 * quoted it would be the next leak.
 */
export interface LeakHit {
  /** `decoded` are the records the controller opened. */
  readonly channel: TapChannel | 'decoded';
  readonly encoding: LeakEncoding;
  readonly layer: LeakLayer;
  /** Bytes from the start of the channel (of the layer); for `decoded`, the index of the record. */
  readonly offset: number;
  /** Unix time of the tap record in which the pair ends; for `decoded`, of the fix. */
  readonly atMs: number;
}

const layerTexts: Readonly<Record<LeakLayer, string>> = {
  raw: '',
  'console-frame': ' (inside a console frame)',
  hex: ' (inside hexadecimal)',
  base64: ' (inside base64)',
};

/** One line for people: channel, encoding, place and time, never the coordinates. */
export function describeHit(hit: LeakHit): string {
  const unit = hit.channel === 'decoded' ? 'record' : 'byte';
  const layer = layerTexts[hit.layer];
  const place = `at ${unit} ${hit.offset}, ${new Date(hit.atMs).toISOString()}`;
  return `${hit.channel}${layer}: a private position as ${hit.encoding} ${place}`;
}
