import { expect, it } from 'vitest';

import { VirtualClock } from './virtual-clock.ts';
import { graceMs, VirtualWatchdog } from './virtual-watchdog.ts';

function watched() {
  const clock = new VirtualClock();
  const barksMs: number[] = [];
  const watchdog = new VirtualWatchdog(clock, () => barksMs.push(clock.uptimeMs()));
  const passTo = (untilMs: number) => {
    while (clock.step(untilMs));
  };
  return { clock, watchdog, barksMs, passTo };
}

it('barks once at a core that never shows up', () => {
  const { passTo, barksMs } = watched();
  passTo(10 * graceMs);
  expect(barksMs).toEqual([graceMs]);
});

it('waits as long as the core said that it sleeps, and some time more', () => {
  const { watchdog, passTo, barksMs } = watched();
  passTo(1_000);
  watchdog.feed(3_600_000);
  passTo(3_601_000);
  watchdog.feed(5_000);
  passTo(9_000_000);
  expect(barksMs).toEqual([3_606_000 + graceMs]);
});

it('is silent while only an event can wake the core, and watches again after it', () => {
  const { watchdog, passTo, barksMs } = watched();
  watchdog.feed(Number.POSITIVE_INFINITY);
  passTo(86_400_000);
  expect(barksMs).toEqual([]);
  watchdog.feed(0);
  passTo(90_000_000);
  expect(barksMs).toEqual([86_400_000 + graceMs]);
});

it('holds a core that was woken early to what it says then', () => {
  const { watchdog, passTo, barksMs } = watched();
  watchdog.feed(50_000_000);
  passTo(100_000);
  watchdog.feed(1_000);
  passTo(60_000_000);
  expect(barksMs).toEqual([101_000 + graceMs]);
});
