import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../hardware/virtual-clock.ts';
import { Agenda, type AgendaItem } from './agenda.ts';

/** Items that are due at the times the test writes down, and note when they were called. */
function agenda(...dueMs: (number | undefined)[]) {
  const clock = new VirtualClock();
  const called: string[] = [];
  const items = dueMs.map((_, index): AgendaItem => ({
    dueUptimeMs: () => dueMs[index],
    tick: () => {
      const due = dueMs[index];
      if (due === undefined || due > clock.uptimeMs()) return;
      called.push(`${index}@${clock.uptimeMs()}`);
      dueMs[index] = undefined;
    },
  }));
  const one = new Agenda(clock, items);
  const to = (untilMs: number) => {
    let wakeUps = 0;
    while (clock.step(untilMs)) wakeUps += 1;
    return wakeUps;
  };
  return { one, clock, called, dueMs, to };
}

describe('the agenda', () => {
  it('sleeps until the next thing that is due, and wakes for nothing else', () => {
    const { one, called, to } = agenda(5_000, undefined, 70_000_000);
    one.review();
    expect(to(100_000_000)).toBe(2);
    expect(called).toEqual(['0@5000', '2@70000000']);
  });

  it('calls the items in their order when they are due together', () => {
    const { one, called, to } = agenda(10, 10, 10);
    one.review();
    expect(to(10)).toBe(1);
    expect(called).toEqual(['0@10', '1@10', '2@10']);
  });

  it('wakes earlier after an event that brings something forward', () => {
    const { one, called, dueMs, to } = agenda(50_000);
    one.review();
    to(1_000);
    dueMs[0] = 2_000;
    one.review();
    to(60_000);
    expect(called).toEqual(['0@2000']);
  });

  it('sleeps on when what it woke for has moved away', () => {
    const { one, called, dueMs, to } = agenda(1_000);
    one.review();
    dueMs[0] = 30_000;
    one.review();
    expect(to(40_000)).toBe(2);
    expect(called).toEqual(['0@30000']);
  });

  it('asks an item that stays due once a second, instead of turning on the spot', () => {
    const { clock } = agenda();
    let ticks = 0;
    const stuck = { dueUptimeMs: () => 0, tick: () => void (ticks += 1) };
    new Agenda(clock, [stuck]).review();
    while (clock.step(10_000));
    expect(ticks).toBe(11);
  });

  it('tells the watchdog how long it will sleep, and does not cover up a wake-up that did not come', () => {
    const clock = new VirtualClock();
    const due: { atMs: number | undefined } = { atMs: 5_000 };
    const item = { dueUptimeMs: () => due.atMs, tick: () => void (due.atMs = undefined) };
    const sleepsMs: number[] = [];
    const one = new Agenda(clock, [item], {
      watchdog: { feed: (sleepMs) => void sleepsMs.push(sleepMs) },
    });
    one.review();
    while (clock.step(5_000));
    expect(sleepsMs).toEqual([5_000, Number.POSITIVE_INFINITY]);
    due.atMs = 8_000;
    one.review();
    clock.clear();
    while (clock.step(20_000));
    one.review();
    expect(sleepsMs.slice(2)).toEqual([3_000, -12_000]);
  });
});
