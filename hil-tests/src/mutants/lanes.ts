import type { Defect } from './defect.ts';
import type { Trial } from '../run/trial.ts';

/**
 * Spreads defects over benches that run at the same time. Defects that are looked for in the same place first stay together:
 * that place is proved once per bench, on firmware as it should be, before anything is tried there.
 */
export function lanesOf(
  defects: readonly Defect[],
  hints: Readonly<Record<Defect, string>>,
  jobs: number,
): readonly (readonly Trial[])[] {
  const groups = new Map<string, Defect[]>();
  for (const defect of defects) {
    const hint = hints[defect];
    groups.set(hint, [...(groups.get(hint) ?? []), defect]);
  }
  const lanes = Array.from({ length: jobs }, (): Defect[] => []);
  for (const group of [...groups.values()].toSorted((a, b) => b.length - a.length)) {
    const [shortest] = lanes.toSorted((a, b) => a.length - b.length);
    shortest?.push(...group);
  }
  return lanes
    .filter((lane) => lane.length > 0)
    .map((lane) => [
      { first: [...new Set(lane.map((defect) => hints[defect]))], rest: false },
      ...lane.map((defect) => ({ defect, first: [hints[defect]], rest: true })),
    ]);
}
