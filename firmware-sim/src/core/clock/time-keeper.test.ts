import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { TimeKeeper } from './time-keeper.ts';

const t0 = Date.UTC(2026, 10, 23, 8);

/** A clock and a time keeper that has seen as many good seconds as asked for. */
function keeper(goodSeconds = 3, earliestS = 0) {
  const clock = new VirtualClock();
  const time = new TimeKeeper(clock, earliestS);
  const second = (errorMs = 0) => {
    clock.step(clock.uptimeMs() + 1000);
    time.offer(t0 + clock.uptimeMs() + errorMs);
  };
  for (let count = 0; count < goodSeconds; count += 1) second();
  return { clock, time, second };
}

describe('the time', () => {
  it('is unknown until three epochs in a row agree', () => {
    expect(keeper(2).time.nowMs()).toBeUndefined();
    const { time } = keeper(3);
    expect([time.state, time.nowMs()]).toEqual(['trusted', t0 + 3000]);
  });

  it('starts to count again when an epoch disagrees before it is trusted', () => {
    const { time, second } = keeper(2);
    second(60_000);
    second(60_000);
    expect(time.state).toBe('untrusted');
    second(60_000);
    expect(time.nowMs()).toBe(t0 + 5000 + 60_000);
  });

  it('goes on with the oscillator when the receiver is silent', () => {
    const { clock, time } = keeper();
    clock.step(3_600_000);
    expect(time.nowS()).toBe(t0 / 1000 + 3600);
  });

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
    ['by two seconds', 2000],
  ])('is in doubt for good when GNSS leaps %s', (_name, leapMs) => {
    const { time, second } = keeper();
    second(leapMs);
    expect([time.state, time.nowMs(), time.atUptimeS(0)]).toEqual(['jumped', undefined, undefined]);
    for (let count = 0; count < 10; count += 1) second();
    expect(time.nowMs()).toBeUndefined();
  });

  it('is in doubt when many small steps add up to more than a crystal drifts', () => {
    const { time, second } = keeper();
    let errorMs = 0;
    for (let count = 0; count < 5; count += 1) second((errorMs += 1000));
    expect(time.state).toBe('jumped');
  });

  it('follows a crystal that drifts within its data sheet for a month', () => {
    const { clock, time } = keeper();
    for (let hour = 1; hour <= 720; hour += 1) {
      clock.step(hour * 3_600_000);
      time.offer(t0 + clock.uptimeMs() * 1.00009);
    }
    expect(time.state).toBe('trusted');
  });

  it('takes jitter, and never goes back because of it', () => {
    const { time, second } = keeper();
    second(600);
    const before = time.nowMs() ?? 0;
    second(-600);
    expect(time.nowMs()).toBeGreaterThanOrEqual(before);
    expect(time.state).toBe('trusted');
  });

  it('knows what the date was when it was not known yet', () => {
    const { time } = keeper();
    expect(time.atUptimeS(0)).toBe(t0 / 1000);
  });

  it('does not believe a date before one that was written down', () => {
    expect(keeper(3, t0 / 1000 + 3600).time.state).toBe('jumped');
    expect(keeper(3, t0 / 1000).time.state).toBe('trusted');
  });
});
