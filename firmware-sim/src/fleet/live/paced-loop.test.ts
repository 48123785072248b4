import { describe, expect, it } from 'vitest';

import { Tally } from '../result/tally.ts';
import type { PaceClock } from './pace-clock.ts';
import { PacedLoop } from './paced-loop.ts';

/** A clock on which every wait is over at once. */
class JumpClock implements PaceClock {
  waits = 0;
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  until(atMs: number): Promise<void> {
    this.waits += 1;
    this.#nowMs = Math.max(this.#nowMs, atMs);
    return Promise.resolve();
  }
}

/** Something is due for it at these times, in ascending order. */
class Sleeper {
  readonly plan = { startS: 1 };
  readonly carrier = undefined;
  readonly livedMs: number[] = [];
  readonly run: { nextDueMs: number; advance: (untilMs: number) => Promise<void> };
  isAtWork = false;

  constructor(dueMs: number[]) {
    this.run = {
      nextDueMs: dueMs[0] ?? Number.POSITIVE_INFINITY,
      advance: async (untilMs) => {
        expect(this.isAtWork).toBe(false);
        this.isAtWork = true;
        await Promise.resolve();
        while ((dueMs[0] ?? Number.POSITIVE_INFINITY) <= untilMs) this.livedMs.push(dueMs.shift()!);
        this.run.nextDueMs = dueMs[0] ?? Number.POSITIVE_INFINITY;
        this.isAtWork = false;
      },
    };
  }
}

const pace = { factor: 1, beganMs: 0, fromMs: 0 };

describe('a loop by the clock', () => {
  it('looks at nobody who has nothing to do', async () => {
    const count = 2000;
    const sleepers = Array.from({ length: count }, (_, at) => new Sleeper([1000 + at, 9000 + at]));
    let looks = 0;
    const list = new Proxy(sleepers, {
      get: (target, key) => {
        looks += 1;
        return Reflect.get(target, key) as unknown;
      },
    });
    const clock = new JumpClock();
    const loop = new PacedLoop(list, { clock, tally: new Tally() });
    const before = looks;
    await loop.advance(20_000, pace);
    for (const [at, { livedMs }] of sleepers.entries()) {
      expect(livedMs).toEqual([1000 + at, 9000 + at]);
    }
    expect(clock.waits).toBeGreaterThanOrEqual(2 * count);
    expect(looks - before).toBe(0);
  });

  it('gives whoever is woken a turn at once, and nobody two at the same time', async () => {
    const dueMs = [50_000];
    const sleeper = new Sleeper(dueMs);
    const other = new Sleeper([1000]);
    const loop = new PacedLoop([sleeper, other], { clock: new JumpClock(), tally: new Tally() });
    other.run.advance = async (untilMs) => {
      other.run.nextDueMs = Number.POSITIVE_INFINITY;
      dueMs.unshift(untilMs);
      sleeper.run.nextDueMs = untilMs;
      loop.wake(sleeper);
      loop.wake(sleeper);
      await Promise.resolve();
      loop.wake(sleeper);
    };
    await loop.advance(60_000, pace);
    expect(sleeper.livedMs).toEqual([1000, 50_000]);
  });
});
