import type { FixRecord, TrackerRecord } from '../src/report/records.ts';
import { batchesOf, captured, generatedFixes, type SourceFix } from './tracks.ts';

/** Seeds of the generated days that the start values are trained on; none of them is measured. */
export const trainingSeeds: readonly number[] = [1, 2, 3, 4, 5, 6];

/** Intervals in seconds, batch sizes, and how many phases of the interval are taken. */
const runs = [
  { intervalS: 1, sizes: [120], phases: 1, everyBatch: 4 },
  { intervalS: 10, sizes: [42], phases: 3, everyBatch: 1 },
  { intervalS: 30, sizes: [42], phases: 6, everyBatch: 1 },
  { intervalS: 60, sizes: [10, 42], phases: 10, everyBatch: 1 },
] as const;

const allFields = { altitude: true, speed: true, course: true };
const speedOnly = { altitude: false, speed: true, course: false };

/** Batches of bare fixes, of fixes with fields, and of working days with all kinds of records. */
export function trainingBatches(seed: number): TrackerRecord[][] {
  const fixes = generatedFixes(seed);
  return [...bareBatches(fixes), ...fieldBatches(fixes), ...dayBatches(fixes, seed)];
}

function bareBatches(fixes: readonly SourceFix[]): FixRecord[][] {
  return runs.flatMap(({ intervalS, sizes, phases, everyBatch }) =>
    Array.from({ length: phases }, (_, i) =>
      captured(fixes, { intervalS, phaseS: Math.floor((i * intervalS) / phases) }),
    ).flatMap((records) =>
      sizes.flatMap((size) => batchesOf(records, size).filter((_batch, i) => i % everyBatch === 0)),
    ),
  );
}

function fieldBatches(fixes: readonly SourceFix[]): FixRecord[][] {
  return [allFields, speedOnly].flatMap((fields) =>
    [10, 60].flatMap((intervalS) =>
      batchesOf(captured(fixes, { intervalS, parkedS: 600, fields }), 42),
    ),
  );
}

/** Heartbeats out of hours, then two windows of work with a break between them. */
function dayBatches(fixes: readonly SourceFix[], seed: number): TrackerRecord[][] {
  const midnightS = Math.floor((fixes[0]?.timeMs ?? 0) / 86_400_000) * 86_400;
  const at = (hour: number) => midnightS + Math.floor((hour - 1) * 3600);
  let batteryMillivolts = 12_700 - 10 * seed;
  const heartbeat = (hour: number) => {
    batteryMillivolts -= (seed * 7 + hour * 5) % 4;
    return { kind: 'heartbeat', timeS: at(hour), batteryMillivolts } as const;
  };
  const work = captured(fixes, { intervalS: 10 * seed, parkedS: 600 });
  const inside = (from: number, until: number): TrackerRecord[] => [
    { kind: 'event', timeS: at(from), event: 'duty-started' },
    ...work.filter(({ timeS }) => timeS >= at(from) && timeS < at(until)),
    { kind: 'event', timeS: at(until), event: 'duty-ended' },
  ];
  const gap = (from: number, until: number, reason: 'outside-hours' | 'break') =>
    ({ kind: 'withheld', fromS: at(from), untilS: at(until), reason }) as const;
  const night = [1, 2, 3, 4, 5, 6, 7].map(heartbeat);
  const morning = [gap(0, 8, 'outside-hours'), ...inside(8, 12), gap(12, 12.5, 'break')];
  const evening = [17, 18, 19, 20, 21, 22, 23].map(heartbeat);
  return [night, ...chunks(morning), ...chunks(inside(12.5, 16.5)), evening];
}

function chunks(records: readonly TrackerRecord[]): TrackerRecord[][] {
  const count = Math.ceil(records.length / 42);
  return Array.from({ length: count }, (_, i) => records.slice(42 * i, 42 * (i + 1)));
}
