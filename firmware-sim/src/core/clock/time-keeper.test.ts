import { describe, expect, it } from 'vitest';

import { BackupRtc } from '../../hardware/backup-rtc.ts';
import { VirtualClock } from '../../hardware/virtual-clock.ts';
import {
  TimeKeeper,
  type ClockSource,
  type ClockState,
  type TimeKeeperOptions,
} from './time-keeper.ts';

const t0 = Date.UTC(2026, 10, 23, 8);
const dayMs = 86_400_000;
/** GPS counts weeks in ten bits. */
const rolloverMs = 1024 * 7 * dayMs;

/** A clock and a time keeper that has seen as many good seconds as asked for. */
function keeper(goodSeconds = 3, options: TimeKeeperOptions = {}) {
  const clock = new VirtualClock();
  const changes: [ClockState, ClockSource][] = [];
  const time = new TimeKeeper(clock, {
    changed: (state, by) => void changes.push([state, by]),
    ...options,
  });
  const second = (errorMs = 0) => {
    clock.step(clock.uptimeMs() + 1000);
    time.offer(t0 + clock.uptimeMs() + errorMs);
  };
  const seconds = (count: number, errorMs = 0) => {
    for (let i = 0; i < count; i += 1) second(errorMs);
  };
  seconds(goodSeconds);
  return { clock, time, second, seconds, changes };
}

describe('the time', () => {
  it('is unknown until three epochs in a row agree', () => {
    expect(keeper(2).time.nowMs()).toBeUndefined();
    const { time, changes } = keeper(3);
    expect([time.state, time.nowMs()]).toEqual(['trusted', t0 + 3000]);
    expect(changes).toEqual([['trusted', 'gnss']]);
  });

  it('needs two seconds of agreement from a receiver that sends ten epochs a second', () => {
    const { clock, time } = keeper(0);
    for (let epoch = 1; epoch <= 20; epoch += 1) {
      clock.step(epoch * 100);
      time.offer(t0 + clock.uptimeMs());
    }
    expect(time.state).toBe('untrusted');
    clock.step(2100);
    time.offer(t0 + 2100);
    expect(time.state).toBe('trusted');
  });

  it('starts to count again when an epoch disagrees before it is trusted', () => {
    const { time, seconds, second } = keeper(2);
    seconds(2, 60_000);
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
    ['by five seconds', 5000],
    ['by 19.7 years', rolloverMs],
    ['back by 19.7 years', -rolloverMs],
  ])(
    'is in doubt when GNSS leaps %s, however long it is right again after that',
    (_name, leapMs) => {
      const { time, second, seconds, changes } = keeper();
      second(leapMs);
      expect([time.state, time.nowMs(), time.atUptimeS(0)]).toEqual([
        'jumped',
        undefined,
        undefined,
      ]);
      seconds(10);
      expect(time.nowMs()).toBeUndefined();
      expect(changes.at(-1)).toEqual(['jumped', 'gnss']);
    },
  );

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
});

describe('leap seconds', () => {
  it('are no leap: the second before midnight takes two', () => {
    const { clock, time, seconds } = keeper(1000);
    const before = time.nowMs() ?? 0;
    clock.step(clock.uptimeMs() + 1000);
    time.offer(before + 1000);
    clock.step(clock.uptimeMs() + 1000);
    // 00:00:00 has the number of 23:59:60.
    time.offer(before + 1000);
    seconds(1000, -1000);
    expect([time.state, time.nowMs()]).toEqual(['trusted', t0 + 2_001_000]);
  });

  it('that a cold receiver does not know yet are put right within its first almanac, not later', () => {
    const early = keeper(3);
    early.seconds(700, 2000);
    early.seconds(3);
    expect(early.time.state).toBe('trusted');
    const late = keeper(1000);
    late.second(2000);
    expect(late.time.state).toBe('jumped');
  });
});

describe('a date that was written down', () => {
  const earliestS = t0 / 1000;
  it('is a bound for what is believed', () => {
    expect(keeper(3, { earliestS: earliestS + 3600 }).time.state).toBe('jumped');
    expect(keeper(3, { earliestS }).time.state).toBe('trusted');
  });

  it('is waited for when the receiver is behind it by no more than a crystal gains', () => {
    const { time, seconds } = keeper(3, { earliestS: earliestS + 60 });
    expect(time.state).toBe('untrusted');
    seconds(56);
    expect(time.state).toBe('trusted');
  });
});

describe('a date that is carried on', () => {
  it('is trusted for a week without a reference, not for ever', () => {
    const { clock, time, changes } = keeper();
    clock.step(6.9 * dayMs);
    time.tick();
    expect(time.state).toBe('trusted');
    clock.step(7 * dayMs);
    expect([time.state, time.nowMs()]).toEqual(['untrusted', undefined]);
    time.tick();
    expect(changes.at(-1)).toEqual(['untrusted', 'holdover']);
  });

  it('is believed again from GNSS that agrees with it', () => {
    const { clock, time, seconds } = keeper();
    clock.step(30 * dayMs);
    seconds(2, 200_000);
    expect(time.state).toBe('untrusted');
    seconds(1, 200_000);
    expect(time.nowMs()).toBe(t0 + clock.uptimeMs() + 200_000);
  });

  it('is still a bound for GNSS that does not', () => {
    const { clock, time, seconds } = keeper();
    clock.step(30 * dayMs);
    seconds(3, 300_000);
    expect(time.state).toBe('jumped');
  });
});

describe('a signed time', () => {
  it('is the way out of a leap, and GNSS has to agree with it', () => {
    const { time, second, seconds, clock, changes } = keeper();
    second(rolloverMs);
    expect(time.trust({ timeS: (t0 + clock.uptimeMs()) / 1000, uncertaintyS: 2 })).toBe(true);
    expect(time.nowMs()).toBe(t0 + clock.uptimeMs());
    expect(changes.at(-1)).toEqual(['trusted', 'signed-time']);
    seconds(10);
    expect(time.state).toBe('trusted');
    second(rolloverMs);
    expect(time.state).toBe('jumped');
  });

  it('may turn back a date that was wrong', () => {
    const { time, clock, seconds } = keeper(3, { earliestS: t0 / 1000 });
    time.trust({ timeS: t0 / 1000 - 9000, uncertaintyS: 0 });
    expect(time.nowMs()).toBe(t0 - 9_000_000);
    seconds(3, -9_003_000);
    expect(time.nowMs()).toBe(t0 + clock.uptimeMs() - 9_003_000);
  });

  it('is refused when it is too uncertain, and changes nothing', () => {
    const { time, second, changes } = keeper();
    second(3_600_000);
    expect(time.trust({ timeS: t0 / 1000, uncertaintyS: 60 })).toBe(false);
    expect(time.state).toBe('jumped');
    expect(changes).toHaveLength(2);
  });
});

describe('network time', () => {
  it('holds back a date that is far from it, and gives none', () => {
    const { time, seconds } = keeper(0);
    time.hint(t0 - rolloverMs);
    expect(time.state).toBe('untrusted');
    seconds(10);
    expect(time.state).toBe('untrusted');
    time.hint(t0 + 3_600_000);
    seconds(1);
    expect(time.state).toBe('trusted');
  });

  it('does not move a clock that is trusted', () => {
    const { time, seconds } = keeper();
    time.hint(t0 - rolloverMs);
    seconds(1);
    expect(time.nowMs()).toBe(t0 + 4000);
  });
});

describe('with a clock chip', () => {
  /** A device that was trusted, then without power for a while. */
  function afterPowerCut(awayMs: number, parts: { driftPpm?: number; cellLifeMs?: number } = {}) {
    const clock = new VirtualClock();
    const rtc = new BackupRtc({ clock, ...parts });
    rtc.powered(true);
    const before = new TimeKeeper(clock, { rtc });
    for (let second = 1; second <= 3; second += 1) {
      clock.step(second * 1000);
      before.offer(t0 + clock.uptimeMs());
    }
    rtc.powered(false);
    clock.step(3000 + awayMs);
    rtc.powered(true);
    const boot = (options: TimeKeeperOptions = {}) => new TimeKeeper(clock, { rtc, ...options });
    return { clock, rtc, boot };
  }

  it('the date is known at boot, without GNSS', () => {
    const { boot, clock } = afterPowerCut(dayMs, { driftPpm: 20 });
    const time = boot();
    expect([time.state, time.bootSource]).toEqual(['trusted', 'rtc']);
    expect(time.nowMs()).toBe(t0 + clock.uptimeMs() + 0.00002 * dayMs - 8);
  });

  it.each<[string, ReturnType<typeof afterPowerCut>, TimeKeeperOptions]>([
    ['its cell went flat', afterPowerCut(dayMs, { cellLifeMs: dayMs / 2 }), {}],
    ['it may have drifted too far', afterPowerCut(8 * dayMs), {}],
    [
      'it is behind a date that was written down',
      afterPowerCut(1000),
      { earliestS: t0 / 1000 + 60 },
    ],
  ])('the date is unknown at boot when %s', (_name, { boot }, options) => {
    expect([boot(options).state, boot(options).bootSource]).toEqual(['untrusted', undefined]);
  });

  it('the date is unknown at boot when it had jumped before', () => {
    const { boot, clock } = afterPowerCut(1000);
    const time = boot({ jumped: true });
    expect([time.state, time.bootSource]).toEqual(['jumped', 'before-boot']);
    for (let second = 0; second < 9; second += 1) {
      clock.step(clock.uptimeMs() + 1000);
      time.offer(t0 + clock.uptimeMs());
    }
    expect(time.nowMs()).toBeUndefined();
  });

  it('a leap that GNSS made while there was no power is found', () => {
    const { boot, clock } = afterPowerCut(dayMs);
    const time = boot();
    time.offer(t0 + clock.uptimeMs() + rolloverMs);
    expect(time.state).toBe('jumped');
  });

  it('a crystal within its data sheet is no leap', () => {
    const { boot, clock } = afterPowerCut(6 * dayMs, { driftPpm: -95 });
    const time = boot();
    time.offer(t0 + clock.uptimeMs());
    expect([time.state, time.nowMs()]).toEqual(['trusted', t0 + clock.uptimeMs()]);
  });

  it.each([
    ['the oscillator', 0],
    ['the chip', 600_000],
  ])('a contradiction closes until GNSS says that %s was right', (_name, errorMs) => {
    const { boot, clock, rtc } = afterPowerCut(1000);
    const time = boot();
    rtc.set(t0 + clock.uptimeMs() + 600_000);
    time.tick();
    expect(time.state).toBe('untrusted');
    for (let second = 0; second < 3; second += 1) {
      clock.step(clock.uptimeMs() + 1000);
      time.offer(t0 + clock.uptimeMs() + errorMs);
    }
    expect(time.nowMs()).toBe(t0 + clock.uptimeMs() + errorMs);
    time.tick();
    expect([time.state, rtc.read()?.unixMs]).toEqual(['trusted', time.nowMs()]);
  });

  it('a contradiction that GNSS does not settle stays closed', () => {
    const { boot, clock, rtc } = afterPowerCut(1000);
    const time = boot();
    rtc.set(t0 + clock.uptimeMs() + 600_000);
    for (let second = 0; second < 3; second += 1) {
      clock.step(clock.uptimeMs() + 1000);
      time.offer(t0 + clock.uptimeMs() + 3_600_000);
    }
    expect(time.state).toBe('jumped');
  });

  it('the chip is set again every hour, so that its error does not grow', () => {
    const { boot, clock, rtc } = afterPowerCut(1000, { driftPpm: 20 });
    const time = boot();
    const setMs = new Set<number | undefined>();
    for (let minute = 0; minute < 150; minute += 1) {
      clock.step(clock.uptimeMs() + 60_000);
      time.offer(t0 + clock.uptimeMs());
      setMs.add(rtc.read()?.setMs);
    }
    expect(setMs.size).toBe(3);
  });
});
