import { describe, expect, test } from 'vitest';

import { SeededRandom } from '../hardware/seeded-random.ts';
import { drivingRoad, reverseRoad, withTunnel, type Road } from './road.ts';
import { ACCELERATION_MAX, BRAKING_MAX, Vehicle } from './vehicle.ts';

const SEEDS = Array.from({ length: 25 }, (_, i) => i + 1);

function drive(seed: number) {
  const random = new SeededRandom(seed);
  const road = drivingRoad('depot', 'climbingHall', random);
  const vehicle = new Vehicle(road, random);
  const states = [{ alongM: 0, speedMps: 0 }];
  while (!vehicle.arrived && states.length < 7200) states.push(vehicle.step());
  return { road, states };
}

describe('a vehicle', () => {
  test.each(SEEDS)('arrives at rest within the limits of brakes and engine, seed %i', (seed) => {
    const { road, states } = drive(seed);
    expect(states.at(-1)).toEqual({ alongM: road.lengthM, speedMps: 0 });
    const steps = states.slice(1).map(({ alongM, speedMps }, i) => ({
      gain: speedMps - (states[i]?.speedMps ?? 0),
      wayM: alongM - (states[i]?.alongM ?? 0),
      speedMps,
    }));
    const gains = steps.map(({ gain }) => gain);
    expect(Math.max(...gains)).toBeLessThanOrEqual(ACCELERATION_MAX + 1e-9);
    expect(Math.min(...gains)).toBeGreaterThanOrEqual(-BRAKING_MAX - 1e-9);
    const odd = steps.filter(({ wayM, speedMps }) => wayM < 0 || wayM > speedMps + BRAKING_MAX);
    expect(odd).toEqual([]);
  });

  test('drives as fast as a trunk road allows, and stops at lights', () => {
    const all = SEEDS.map((seed) => drive(seed).states);
    const fastest = Math.max(...all.flat().map(({ speedMps }) => speedMps * 3.6));
    expect(fastest).toBeGreaterThan(85);
    expect(fastest).toBeLessThan(110);
    const stops = all.map((states) =>
      states.filter((state, i) => state.speedMps === 0 && (states[i - 1]?.speedMps ?? 0) > 0),
    );
    expect(stops.flat().length).toBeGreaterThan(2 * SEEDS.length);
  });

  test.each(SEEDS)('does not stop in a tunnel, seed %i', (seed) => {
    const random = new SeededRandom(seed);
    const road = withTunnel(drivingRoad('customerCentre', 'customerSouth', random), 780);
    const vehicle = new Vehicle(road, random);
    const insideMps: number[] = [];
    while (!vehicle.arrived) {
      const { alongM, speedMps } = vehicle.step();
      if (Math.abs(alongM - road.lengthM / 2) < 390) insideMps.push(speedMps);
    }
    expect(insideMps.length).toBeGreaterThan(30);
    expect(Math.min(...insideMps)).toBeGreaterThan(0);
  });
});

test('a road driven back and forth has the same bends and limits', () => {
  const road = drivingRoad('depot', 'climbingHall', new SeededRandom(1));
  const twice = reverseRoad(reverseRoad(road));
  expect(twice.lengthM).toBe(road.lengthM);
  const shapeOf = ({ bends }: Road) =>
    bends.slice(1).map(({ alongM, limitMps }) => [Math.round(alongM * 1000), limitMps]);
  expect(shapeOf(twice)).toEqual(shapeOf(road));
});
