import fc from 'fast-check';

import { situationNames, type SituationName } from './situations/situation.ts';

const dayS = 86_400;

export interface DayPlan {
  readonly situation: SituationName;
  /** Where in a window or a night it happens: 0 to 1. */
  readonly share: number;
  readonly networkUp: boolean;
}

/** What is drawn for one device: a month of its life. */
export interface MonthPlan {
  /** Dice of the device and of the places. */
  readonly seed: number;
  /** Days since 1970 of its first day. */
  readonly firstDay: number;
  readonly week: number;
  readonly precisionM: number;
  readonly movingS: number;
  readonly outside: 'off' | 'heartbeat' | 'mileage';
  /** Whether the receiver is read as NMEA text or gives its epochs as they are. */
  readonly nmea: boolean;
  /** Whether the network repeats what it delivers. */
  readonly copies: 1 | 2;
  readonly days: readonly DayPlan[];
}

/** Days of the year 2026, with both changes of the clocks. */
const firstDays = {
  min: Date.UTC(2026, 0, 1) / 1000 / dayS,
  max: Date.UTC(2026, 11, 1) / 1000 / dayS,
};

const dayPlan = fc.record({
  // Every other day nothing happens but work.
  situation: fc.oneof(fc.constant('plain' as const), fc.constantFrom(...situationNames)),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  networkUp: fc.boolean(),
});

export function monthPlans(days: number): fc.Arbitrary<MonthPlan> {
  return fc.record({
    seed: fc.nat(0xffff_ffff),
    firstDay: fc.integer(firstDays),
    week: fc.nat(2),
    precisionM: fc.constantFrom(10, 50),
    movingS: fc.constantFrom(10, 30, 60),
    outside: fc.constantFrom('off' as const, 'heartbeat' as const, 'mileage' as const),
    nmea: fc.boolean(),
    copies: fc.constantFrom(1 as const, 2 as const),
    days: fc.array(dayPlan, { minLength: days, maxLength: days }),
  });
}

/** A short life in which every situation occurs once, in an order the seed decides. */
export function everySituation(seed: number): MonthPlan {
  const [drawn] = fc.sample(monthPlans(situationNames.length), { numRuns: 1, seed });
  const order = situationNames.toSorted(
    (a, b) => rank(a, seed) - rank(b, seed) || a.localeCompare(b),
  );
  const plan = drawn as MonthPlan;
  return {
    ...plan,
    days: plan.days.map((day, index) => ({ ...day, situation: order[index] ?? 'plain' })),
  };
}

/** A life of so many working days, in the order given. */
export function shortLife(situations: readonly SituationName[], seed: number): MonthPlan {
  const plan = everySituation(seed);
  return {
    ...plan,
    // A Monday, so that none of the days is free.
    firstDay: Date.UTC(2026, 5, 1) / 1000 / dayS,
    days: situations.map((situation, index) => ({
      share: 0,
      networkUp: false,
      ...plan.days[index],
      situation,
    })),
  };
}

function rank(name: string, seed: number): number {
  let hash = seed | 0;
  for (const character of name)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
