import { describe, expect, test } from 'vitest';

import { SeededRandom } from '../hardware/seeded-random.ts';
import { driveDay, type TrueSample } from './day-drive.ts';
import { PLACES } from './places.ts';
import { distanceM } from './plane.ts';

const SEEDS = [1, 2, 3, 7, 42, 2026, 0xffff_ffff];

const at = (hour: number, minute: number) => (hour * 60 + minute) * 60;

const days = new Map<number, TrueSample[]>();

function dayOf(seed: number): TrueSample[] {
  const random = new SeededRandom(seed);
  const day = days.get(seed) ?? [...driveDay((label) => random.fork(label))];
  days.set(seed, day);
  return day;
}

describe.each(SEEDS)('the day of seed %i', (seed) => {
  const day = dayOf(seed);
  const moving = day.filter(({ speedMps }) => speedMps > 0);
  const movingIn = (phase: string) => moving.filter((sample) => sample.phase === phase);

  test('has a sample for every second from 05:30 to 21:30', () => {
    expect(day).toHaveLength(16 * 3600);
    expect(day.every((sample, i) => sample.atS === at(5, 30) + i)).toBe(true);
  });

  test('never jumps', () => {
    const jumps = day.slice(1).map((sample, i) => distanceM(day[i] ?? sample, sample));
    expect(Math.max(...jumps)).toBeLessThan(31);
  });

  test('drives for work inside working hours only', () => {
    const isInside = ({ atS }: TrueSample) =>
      (atS >= at(8, 0) && atS < at(12, 0)) || (atS >= at(12, 30) && atS < at(16, 30));
    expect(movingIn('work').every(isInside)).toBe(true);
  });

  test('walks in the break, at a walker’s pace', () => {
    const walk = movingIn('break');
    expect(walk.length).toBeGreaterThan(300);
    expect(walk.every(({ atS }) => atS >= at(12, 0) && atS < at(12, 30))).toBe(true);
    expect(Math.max(...walk.map(({ speedMps }) => speedMps))).toBeLessThan(1.6);
  });

  test('commutes and lives outside working hours', () => {
    const isOutside = ({ atS }: TrueSample) => atS < at(8, 0) || atS >= at(16, 30);
    expect([...movingIn('commute'), ...movingIn('private')].every(isOutside)).toBe(true);
    expect(movingIn('private').length).toBeGreaterThan(1200);
  });

  test('keeps private places free of work', () => {
    const working = day.filter(
      ({ atS }) => (atS >= at(8, 0) && atS < at(12, 0)) || (atS >= at(12, 30) && atS < at(16, 30)),
    );
    for (const place of [PLACES.home, PLACES.bakery, PLACES.climbingHall, PLACES.friends]) {
      expect(Math.min(...working.map((sample) => distanceM(sample, place)))).toBeGreaterThan(150);
      expect(day.some((sample) => distanceM(sample, place) < 1)).toBe(true);
    }
  });

  test('has a tunnel of about a minute in its work', () => {
    const inTunnel = day.filter((sample) => sample.inTunnel);
    expect(inTunnel.length).toBeGreaterThan(40);
    expect(inTunnel.length).toBeLessThan(150);
    expect(inTunnel.every(({ phase }) => phase === 'work')).toBe(true);
  });
});
