import { array, assert, integer, property, record } from 'fast-check';
import { expect, it } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { TimerWheel } from './timer-wheel.ts';

const tickMs = 10;
/** The wheel turns once in 81.92 s. */
const farMs = 200_000;

it('calls everybody no later than a tick after the time, over more than a turn', () => {
  const timers = array(
    record({ index: integer({ min: 0, max: 200 }), inMs: integer({ min: 0, max: farMs }) }),
    { minLength: 1, maxLength: 50 },
  );
  assert(
    property(timers, integer({ min: 0, max: 5000 }), (list, gapMs) => {
      const clock = new VirtualClock();
      const wanted = new Map<number, number>();
      const late: string[] = [];
      const wheel = new TimerWheel(clock, (index, nowMs) => {
        const atMs = wanted.get(index);
        if (atMs === undefined) late.push(`${index} is called for nothing`);
        else if (nowMs < atMs) wheel.set(index, atMs);
        else {
          if (nowMs > atMs + tickMs) late.push(`${index} at ${nowMs} instead of ${atMs}`);
          wanted.delete(index);
        }
      });
      for (const { index, inMs } of list) {
        const atMs = clock.uptimeMs() + inMs;
        if ((wanted.get(index) ?? Number.POSITIVE_INFINITY) > atMs) wanted.set(index, atMs);
        wheel.set(index, atMs);
        if (inMs % 7 === 0) {
          wheel.clear(index);
          wanted.delete(index);
        }
        const untilMs = clock.uptimeMs() + gapMs;
        while (clock.step(untilMs));
      }
      while (clock.step(2 * farMs + clock.uptimeMs()) && wanted.size > 0);
      expect([late, wanted.size]).toEqual([[], 0]);
    }),
    { numRuns: 50 },
  );
});

it('sleeps until somebody is due, and costs nothing when nobody is', () => {
  const clock = new VirtualClock();
  const called: number[] = [];
  const wheel = new TimerWheel(clock, (index) => called.push(index));
  expect(clock.nextDueMs()).toBeUndefined();
  wheel.set(3, 60_000);
  expect(clock.nextDueMs()).toBe(60_000);
  wheel.set(5, 30_000);
  expect(clock.nextDueMs()).toBe(30_000);
  while (clock.step(100_000));
  expect([called, clock.nextDueMs()]).toEqual([[5, 3], undefined]);
  wheel.set(1, 100_010);
  wheel.stop();
  expect(clock.nextDueMs()).toBeUndefined();
});
