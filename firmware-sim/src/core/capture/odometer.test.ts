import { describe, expect, it } from 'vitest';

import { SeededRandom } from '../../hardware/seeded-random.ts';
import { Odometer } from './odometer.ts';

/** Metres to the north of a place, in 1e-7 degrees. */
const north = (metres: number) => ({
  latitudeE7: 480_000_000 + Math.round((metres / 111_195) * 1e7),
  longitudeE7: 110_000_000,
});

describe('the odometer', () => {
  it('counts a straight drive to within a step, in hundreds of metres', () => {
    const one = new Odometer();
    for (let s = 0; s <= 1000; s += 1) one.add(north(14 * s), s * 1000);
    expect(one.take()).toBe(14_000);
    for (let s = 1001; s <= 1010; s += 1) one.add(north(14 * s), s * 1000);
    expect(one.take()).toBe(100);
  });

  it('counts nothing while a device stands and its receiver is noisy', () => {
    const one = new Odometer();
    const dice = new SeededRandom(5);
    for (let s = 0; s < 10_000; s += 1) one.add(north((dice.nextU32() % 200) / 10), s * 1000);
    expect(one.take()).toBe(0);
  });

  it('forgets where it was: a drive in between is not counted', () => {
    const one = new Odometer();
    one.add(north(0), 0);
    one.pause();
    one.add(north(50_000), 3_600_000);
    one.add(north(50_030), 3_602_000);
    expect(one.take()).toBe(0);
  });

  it('does not count a leap that no vehicle makes', () => {
    const one = new Odometer();
    one.add(north(0), 0);
    one.add(north(5_000), 1_000);
    one.add(north(5_030), 2_000);
    expect(one.take()).toBe(0);
  });
});
