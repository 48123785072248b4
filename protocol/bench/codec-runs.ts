import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { PlainFix } from './peers/peer.ts';
import { batchesOf, captured, generatedFixes, loggedFixes, type SourceFix } from './tracks.ts';

/** Seeds of the generated days that are measured; the start values know others. */
export const measuredSeeds: readonly number[] = [101, 102];

/** What is asked of a batch, header included: time in s and place in 1e-5 degrees. */
const targets = [
  { intervalS: 1, size: 120, bytesPerFixMax: 0.9 },
  { intervalS: 30, size: 42, bytesPerFixMax: 3 },
  { intervalS: 60, size: 10, bytesPerFixMax: 4.2 },
  { intervalS: 60, size: 1, bytesPerFixMax: 11 },
] as const;

/** The batches of one track at one interval, over all phases of the interval. */
export interface Run {
  readonly track: string;
  readonly intervalS: number;
  readonly size: number;
  readonly bytesPerFixMax: number;
  readonly batches: readonly (readonly PlainFix[])[];
}

interface Track {
  readonly name: string;
  readonly fixes: readonly SourceFix[];
}

/** The recorded drives of a folder, where there is one, and the generated days. */
export function codecRuns(logFolder: string | undefined): Run[] {
  return [...loggedTracks(logFolder), ...generatedTracks()].flatMap(runsOf);
}

function loggedTracks(folder: string | undefined): Track[] {
  if (folder === undefined || !existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.nmea'));
  return names.map((name) => ({ name, fixes: loggedFixes(join(folder, name)) }));
}

function generatedTracks(): Track[] {
  return measuredSeeds.map((seed) => ({
    name: `generated, seed ${seed}`,
    fixes: generatedFixes(seed),
  }));
}

/** Thinning to an interval shorter than the track's own would measure another one than it says. */
function runsOf({ name, fixes }: Track): Run[] {
  const [first, second] = fixes;
  const ownS = ((second?.timeMs ?? 0) - (first?.timeMs ?? 0)) / 1000;
  return targets
    .filter(({ intervalS }) => intervalS >= ownS)
    .map((target) => ({ track: name, ...target, batches: batchesAt(fixes, target, ownS) }));
}

function batchesAt(
  fixes: readonly SourceFix[],
  { intervalS, size }: { readonly intervalS: number; readonly size: number },
  ownS: number,
): PlainFix[][] {
  const phases = Math.max(1, Math.floor(intervalS / ownS));
  return Array.from({ length: phases }, (_, i) =>
    batchesOf(captured(fixes, { intervalS, phaseS: i * ownS }), size),
  )
    .flat()
    .map((batch) =>
      batch.map(({ timeS, latitudeE5, longitudeE5 }) => ({ timeS, latitudeE5, longitudeE5 })),
    );
}
