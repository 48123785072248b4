import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { planFleet } from '../fleet/plan/plan-fleet.ts';
import type { FleetPlan } from '../fleet/plan/fleet-plan.ts';
import { readScenario } from '../fleet/scenario/scenario-file.ts';
import { policyText } from './policy-text.ts';

/** One of each level. */
export const levelPrecisions = ['1 m', '10 m', '30 m', '100 m', '300 m', '1 km'] as const;

/**
 * The plan of a scenario text; its policies are `policy.yaml`, `tight.yaml` that opens for an hour, `beats.yaml` with signs of life,
 * `brief.yaml` that keeps nothing for long, and `often 10 m.yaml` and so on, which ask for as much as a precision allows.
 */
export async function planOf(text: string): Promise<FleetPlan> {
  const folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  try {
    await writeFile(join(folder, 'policy.yaml'), policyText);
    const tight = policyText.replace('08:00-12:00, 12:30-16:30', '15:00-16:00');
    await writeFile(join(folder, 'tight.yaml'), tight);
    const beats = policyText.replace('outside: off', 'outside: heartbeat\nheartbeat: 10 min');
    await writeFile(join(folder, 'beats.yaml'), beats);
    await writeFile(join(folder, 'brief.yaml'), policyText.replace('30 d', '1 h'));
    for (const precision of levelPrecisions) {
      const often = `{ moving: 5 s, parked: 60 s, floor: 5 s, precision: ${precision}, fields: [altitude, speed, course] }`;
      const fine = policyText
        .replace(/(?<=capture: ).*/u, often)
        .replace('outside: off', 'outside: mileage\nheartbeat: 10 min');
      await writeFile(join(folder, `often ${precision}.yaml`), fine);
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
