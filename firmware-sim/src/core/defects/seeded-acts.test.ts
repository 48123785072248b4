import { describe, expect, it } from 'vitest';

import { driven, fixesIn, place, takenBy, type SeededLife } from '../../testing/seeded-life.ts';
import { at, testPolicy } from '../../testing/test-tenant.ts';
import type { TestTracker } from '../../testing/test-tracker.ts';

const theftRecovery = { intervalS: 60, durationS: 3600 };

/** A theft is declared at 20:00: for two hours, every ten seconds. */
function stolen(world: TestTracker): void {
  const body = { fromS: at(20), untilS: at(22), intervalS: 10, reference: 'file 4711' };
  expect(world.order('break-glass', { cause: 'theft', ...body })).toMatchObject({ accepted: true });
}

const lives: readonly SeededLife[] = [
  {
    defect: 'theft-unlimited',
    sound: { lastS: 3541, shortestS: 60 },
    seeded: { lastS: 7191, shortestS: 10 },
    observe: (defects) => {
      const world = driven(defects, at(19, 59), at(20), { theftRecovery });
      stolen(world);
      world.driveTo(at(20, 5), () => place);
      world.passTo(at(20, 55));
      world.driveTo(at(21, 5), () => place);
      world.passTo(at(21, 55));
      world.driveTo(at(22, 5), () => place);
      world.passTo(at(22, 30));
      const times = fixesIn(world).map(({ timeS }) => timeS);
      const gaps = times.slice(1).map((timeS, index) => timeS - (times[index] ?? 0));
      return { lastS: (times.at(-1) ?? 0) - at(20), shortestS: Math.min(...gaps) };
    },
  },
  {
    defect: 'theft-unruled',
    sound: false,
    seeded: true,
    observe: (defects) => {
      const world = driven(defects, at(19, 59), at(20), { theftRecovery });
      stolen(world);
      world.driveTo(at(20, 0, 30), () => place);
      world.apply(testPolicy);
      world.driveTo(at(20, 5), () => place);
      return takenBy(world);
    },
  },
  {
    defect: 'reduce-ignored',
    sound: { before: true, after: false },
    seeded: { before: true, after: true },
    observe: (defects) => {
      const world = driven(defects, at(19, 59), at(20), { theftRecovery });
      stolen(world);
      world.driveTo(at(20, 1, 30), () => place);
      const taken = world.duty.recorder.counts.fixesTaken;
      world.order('reduce', { on: true });
      world.driveTo(at(20, 4), () => place);
      return { before: taken > 0, after: world.duty.recorder.counts.fixesTaken > taken };
    },
  },
];

describe('a life under a declaration, with a seeded defect', () => {
  it.each(lives)('$defect: what is otherwise is exactly that', ({ sound, seeded, ...life }) => {
    expect(life.observe([])).toEqual(sound);
    expect(life.observe([life.defect])).toEqual(seeded);
  });
});
