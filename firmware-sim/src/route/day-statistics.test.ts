import { beforeAll, describe, expect, test } from 'vitest';

import { SeededRandom } from '../hardware/seeded-random.ts';
import { driveDay, type TrueSample } from './day-drive.ts';
import { isInTown } from './places.ts';
import { distanceM, toPlane } from './plane.ts';
import { Receiver } from './receiver.ts';

const SEEDS = [1, 2, 3];

interface Observed extends TrueSample {
  /** How far the receiver is off; undefined without a fix. */
  readonly offM: number | undefined;
}

/** A day as it was, and as its receiver saw it. */
function observe(seed: number): Observed[] {
  const random = new SeededRandom(seed);
  const receiver = new Receiver(random.fork('receiver'), random.fork('multipath'));
  return [...driveDay((label) => random.fork(label))].map((sample) => {
    const fix = receiver.observe(sample);
    const offM = fix && distanceM(toPlane(fix.latitude, fix.longitude), sample);
    return { ...sample, offM };
  });
}

const share = <T>(all: readonly T[], has: (one: T) => boolean) =>
  all.filter(has).length / all.length;
const quantile = (all: readonly number[], at: number) =>
  all.toSorted((a, b) => a - b)[Math.floor(at * (all.length - 1))] ?? Number.NaN;
const offsOf = (samples: readonly Observed[]) => samples.flatMap(({ offM }) => offM ?? []);

describe.each(SEEDS)('the statistics of the day of seed %i', (seed) => {
  let day: Observed[];
  let driving: Observed[];
  beforeAll(() => {
    day = observe(seed);
    driving = day.filter(({ speedMps, phase }) => speedMps > 0 && phase !== 'break');
  });

  test('are those of a service van: an eighth of the day or more on the road, 60 to 160 km', () => {
    expect(share(day, ({ speedMps }) => speedMps > 0)).toBeGreaterThan(0.125);
    expect(share(day, ({ speedMps }) => speedMps > 0)).toBeLessThan(0.4);
    const km = driving.reduce((sum, { speedMps }) => sum + speedMps, 0) / 1000;
    expect(km).toBeGreaterThan(60);
    expect(km).toBeLessThan(160);
  });

  test('have the speeds of town and trunk road', () => {
    const kmh = driving.map(({ speedMps }) => speedMps * 3.6);
    expect(quantile(kmh, 0.5)).toBeGreaterThan(25);
    expect(quantile(kmh, 0.5)).toBeLessThan(60);
    expect(quantile(kmh, 1)).toBeGreaterThan(85);
    expect(quantile(kmh, 1)).toBeLessThan(110);
    // On the stretch that leaves the town one may already go faster.
    const town = driving.filter(({ eastM, northM }) => Math.hypot(eastM, northM) < 2000);
    const townKmh = town.map(({ speedMps }) => speedMps * 3.6);
    expect(quantile(townKmh, 1)).toBeLessThan(56);
    expect(quantile(townKmh, 0.5)).toBeGreaterThan(20);
  });

  test('have stops of seconds at lights and of half an hour at customers', () => {
    const stops: number[] = [];
    for (const [i, { speedMps }] of day.entries()) {
      if (speedMps > 0) continue;
      if ((day[i - 1]?.speedMps ?? 0) > 0) stops.push(0);
      if (stops.length > 0) stops[stops.length - 1] = (stops.at(-1) ?? 0) + 1;
    }
    expect(stops.filter((stopS) => stopS <= 60).length).toBeGreaterThan(10);
    expect(stops.filter((stopS) => stopS > 15 * 60).length).toBeGreaterThanOrEqual(8);
  });

  test('accelerate and brake as people do, gently most of the time', () => {
    const changes = day.slice(1).map(({ speedMps }, i) => speedMps - (day[i]?.speedMps ?? 0));
    const felt = changes.map(Math.abs).filter((change) => change > 0.05);
    expect(quantile(felt, 0.5)).toBeLessThan(1.2);
    expect(quantile(felt, 1)).toBeLessThan(3);
  });

  test('are off by two metres under open sky, and never far', () => {
    const open = offsOf(day.filter((sample) => !isInTown(sample)));
    expect(quantile(open, 0.5)).toBeGreaterThan(1);
    expect(quantile(open, 0.5)).toBeLessThan(3);
    expect(quantile(open, 0.99)).toBeLessThan(9);
  });

  test('are off by tens of metres between houses, now and then, for some seconds', () => {
    const town = day.filter(isInTown);
    const isPulled = ({ offM }: Observed) => (offM ?? 0) > 10;
    expect(share(town, isPulled)).toBeGreaterThan(0.01);
    expect(share(town, isPulled)).toBeLessThan(0.15);
    expect(Math.max(...offsOf(town))).toBeGreaterThan(20);
    expect(Math.max(...offsOf(day))).toBeLessThan(75);
    const bursts = town.filter((sample, i) => isPulled(sample) && !isPulled(town[i - 1] ?? sample));
    const meanS = town.filter(isPulled).length / bursts.length;
    expect(meanS).toBeGreaterThan(2);
    expect(meanS).toBeLessThan(15);
  });

  test('have no fix in the tunnel, for a few seconds more, and nowhere else', () => {
    const silent = day.filter(({ offM }) => offM === undefined);
    const inTunnel = day.filter((sample) => sample.inTunnel);
    expect(inTunnel.every(({ offM }) => offM === undefined)).toBe(true);
    expect(silent.length - inTunnel.length).toBeLessThan(7);
    expect((silent.at(-1)?.atS ?? 0) - (silent[0]?.atS ?? 0)).toBe(silent.length - 1);
  });
});
