import { expect, it } from 'vitest';

import type { Clock } from '../core/ports.ts';
import { StallGuard } from './stall-guard.ts';

/** A clock of a program that can stand still: its timers fire late then, the time goes on. */
function stallingClock() {
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly callback: () => void }[] = [];
  const clock: Clock = {
    uptimeMs: () => nowMs,
    after: (delayMs, callback) => {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
  };
  const fire = (): void => {
    for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
      timers = timers.filter((other) => other !== timer);
      timer.callback();
    }
  };
  return {
    clock,
    passTo: (ms: number): void => {
      for (; nowMs < ms; fire()) nowMs += 10;
    },
    standStillTo: (ms: number): void => {
      nowMs = ms;
    },
    fire,
    timers: () => timers.length,
  };
}

it.each(['the timers', 'what piled up'])('lets go of what piled up, %s first', (first) => {
  const stalls: number[] = [];
  const { clock, passTo, standStillTo, fire } = stallingClock();
  const guard = new StallGuard(clock, (ms) => void stalls.push(ms));
  passTo(10_000);
  expect(guard.isOnTime).toBe(true);
  standStillTo(16_000);
  if (first === 'the timers') fire();
  expect(guard.isOnTime).toBe(false);
  passTo(16_400);
  expect(guard.isOnTime).toBe(false);
  passTo(16_500);
  expect(guard.isOnTime).toBe(true);
  expect(stalls).toEqual([6_000]);
});

it('takes a busy moment for none, and ends', () => {
  const stalls: number[] = [];
  const { clock, passTo, standStillTo, fire, timers } = stallingClock();
  const guard = new StallGuard(clock, (ms) => void stalls.push(ms));
  passTo(1_000);
  standStillTo(2_200);
  fire();
  expect([guard.isOnTime, stalls]).toEqual([true, []]);
  guard.stop();
  expect(timers()).toBe(0);
});
