import { describe, expect, it } from 'vitest';

import type { FleetPlan } from './fleet-plan.ts';
import { FleetTracks } from './fleet-tracks.ts';

const fleet = { seed: 3, logs: [] } as Partial<FleetPlan> as FleetPlan;
const dayS = 86_400;
/** Monday, 2 March 2026, by the local clock. */
const mondayS = 20_514 * dayS;

/** How far two directions are apart, in degrees. */
const apart = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);

describe('the tracks of a fleet', () => {
  const tracks = new FleetTracks(fleet);
  const city = (index: number) => tracks.of({ index, track: 'city' });

  it('give each vehicle a home of its own, though some have a week in common', () => {
    const homes = Array.from({ length: 40 }, (_, index) => city(index).at(mondayS));
    const nearest = homes.map((home, at) =>
      Math.min(
        ...homes
          .filter((_, other) => other !== at)
          .map(({ eastM, northM }) => Math.hypot(eastM - home.eastM, northM - home.northM)),
      ),
    );
    expect(Math.min(...nearest)).toBeGreaterThan(5);
    expect(new Set(homes.map(({ eastM }) => Math.round(eastM)))).toHaveLength(40);
  });

  it.each([0, 1, 2])('point where the vehicle %i drives, as fast as it does', (index) => {
    const vehicle = city(index);
    const errors: number[] = [];
    for (let atS = mondayS + 6 * 3600; atS < mondayS + 12 * 3600; atS += 7) {
      const [before, here] = [vehicle.at(atS - 1), vehicle.at(atS)];
      const [east, north] = [here.eastM - before.eastM, here.northM - before.northM];
      const movedM = Math.hypot(east, north);
      if (movedM < 5 || here.speedMps < 5) continue;
      const drivenDeg = (Math.atan2(east, north) * 180) / Math.PI;
      errors.push(apart(here.bearingDeg, drivenDeg), Math.abs(movedM - here.speedMps));
    }
    expect(errors.length).toBeGreaterThan(100);
    const middle = errors.toSorted((a, b) => a - b)[Math.floor(errors.length / 2)];
    expect(middle).toBeLessThan(2);
  });
});
