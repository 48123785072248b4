import { sentencesOf, type Motion, type Place } from './sentences.ts';
import type { Epoch } from './tracker.ts';

export interface DriveOptions {
  readonly fromMs: number;
  readonly untilMs: number;
  /** A second when not given. */
  readonly everyMs?: number;
  /** Where it starts; a place in the hills south of Ingolstadt when not given. */
  readonly from?: Place;
  /** Of 1e-7 degrees to the east in a second: 900 are about 24 km/h. */
  readonly eastE7PerS?: number;
  /** What the receiver says of it beside time and place. */
  readonly motion?: Motion;
}

/** A sentence with the position that stands in it. */
export interface DrivenEpoch extends Epoch {
  readonly position: Place;
}

const start: Place = { latitudeE7: 483_100_000, longitudeE7: 108_100_000 };

/** A straight drive to the east: what a receiver with a clear view says, once a second. */
export function drive(options: DriveOptions): DrivenEpoch[] {
  const { fromMs, untilMs, everyMs = 1000, from = start, eastE7PerS = 900, motion } = options;
  const epochs: DrivenEpoch[] = [];
  for (let atMs = fromMs + everyMs; atMs <= untilMs; atMs += everyMs) {
    const position = {
      latitudeE7: from.latitudeE7,
      longitudeE7: from.longitudeE7 + Math.round(((atMs - fromMs) / 1000) * eastE7PerS),
    };
    epochs.push({ atMs, text: sentencesOf(atMs, position, motion), position });
  }
  return epochs;
}
