import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { planFleet } from '../fleet/plan/plan-fleet.ts';
import type { FleetPlan } from '../fleet/plan/fleet-plan.ts';
import { readScenario } from '../fleet/scenario/scenario-file.ts';
import { policyText } from './policy-text.ts';

/** One of each level. */
export const levelPrecisions = ['1 m', '10 m', '30 m', '100 m', '300 m', '1 km'] as const;

/** The policies of a test fleet, by what is otherwise than in the usual one. */
const policies: Readonly<Record<string, (usual: string) => string>> = {
  policy: (usual) => usual,
  /** Opens for an hour. */
  tight: (usual) => usual.replace('08:00-12:00, 12:30-16:30', '15:00-16:00'),
  /** Has signs of life. */
  beats: (usual) => usual.replace('outside: off', 'outside: heartbeat\nheartbeat: 10 min'),
  /** Keeps nothing for long. */
  brief: (usual) => usual.replace('30 d', '1 h'),
  precise: (usual) => usual.replace('10 m,', '1 m,'),
  dense: (usual) => usual.replaceAll('60 s', '5 s'),
  holidays: (usual) => usual.replace('capture:', 'holidays: [2026-03-03]\ncapture:'),
  ...Object.fromEntries(levelPrecisions.map((level) => [`often ${level}`, oftenAt(level)])),
};

/** Asks for as much as a precision allows. */
function oftenAt(level: string): (usual: string) => string {
  const often = `{ moving: 5 s, parked: 60 s, floor: 5 s, precision: ${level}, fields: [altitude, speed, course] }`;
  return (usual) =>
    usual
      .replace(/(?<=capture: ).*/u, often)
      .replace('outside: off', 'outside: mileage\nheartbeat: 10 min');
}

/** The plan of a scenario text; its policies are files named after {@link policies}. */
export async function planOf(text: string): Promise<FleetPlan> {
  const folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  try {
    for (const [name, edit] of Object.entries(policies)) {
      // oxlint-disable-next-line no-await-in-loop
      await writeFile(join(folder, `${name}.yaml`), edit(policyText));
    }
    const path = join(folder, 'scenario.yaml');
    await writeFile(
      path,
      /^assertions:/mu.test(text) ? text : `${text}\nassertions: [fixes > 0]\n`,
    );
    return planFleet(await readScenario(path));
  } finally {
    await rm(folder, { recursive: true });
  }
}
