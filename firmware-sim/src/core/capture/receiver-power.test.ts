import type { CompiledPolicy } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { at, testPolicy } from '../../testing/test-tenant.ts';
import { Agenda } from '../agenda.ts';
import { TimeKeeper } from '../clock/time-keeper.ts';
import { PolicyGate } from './policy-gate.ts';
import { ReceiverPower } from './receiver-power.ts';

/** A supply switch whose uptime zero is a second of the test Monday. */
function supply(startS: number, policy: CompiledPolicy | undefined = testPolicy) {
  const clock = new VirtualClock();
  const time = new TimeKeeper(clock);
  const gate = new PolicyGate(time, () => policy);
  const switched: [onOff: 'on' | 'off', afterS: number][] = [];
  const call: { atMs: number | undefined } = { atMs: undefined };
  const rest: { untilMs: number | undefined } = { untilMs: undefined };
  const power = new ReceiverPower({
    clock,
    time,
    gate,
    neededFromMs: () => rest.untilMs,
    calledMs: () => call.atMs,
    switch: (on) => void switched.push([on ? 'on' : 'off', clock.uptimeMs() / 1000]),
  });
  const change = {
    dueUptimeMs: () => {
      const changeS = gate.nextChangeS();
      return changeS === undefined ? undefined : time.uptimeMsOf(changeS);
    },
    tick: () => {},
  };
  const agenda = new Agenda(clock, [change, power]);
  agenda.review();
  const passS = (seconds: number) => {
    const untilMs = clock.uptimeMs() + seconds * 1000;
    while (clock.step(untilMs));
  };
  const tellTime = (epochs: number, errorS = 0) => {
    for (let i = 0; i < epochs; i += 1) {
      passS(1);
      time.offer((startS + errorS) * 1000 + clock.uptimeMs());
      agenda.review();
    }
    passS(0);
  };
  return { switched, passS, tellTime, power, rest, call, clock, agenda };
}

describe('the supply of the receiver', () => {
  it('is on in the windows and off outside them, once the time is known', () => {
    const { switched, tellTime, passS } = supply(at(7));
    tellTime(3);
    passS(12 * 3600);
    const hour = 3600;
    expect(switched).toEqual([
      ['on', 0],
      ['off', 3],
      ['on', hour],
      ['off', 5 * hour],
      ['on', 5.5 * hour],
      ['off', 9.5 * hour],
    ]);
  });

  it('looks for the time at once and without a rest when somebody called for help', () => {
    const { switched, passS, tellTime, call, clock, agenda } = supply(at(20));
    passS(400);
    expect(switched).toEqual([
      ['on', 0],
      ['off', 180],
    ]);
    call.atMs = clock.uptimeMs();
    agenda.review();
    passS(1700);
    expect(switched.slice(2)).toEqual([['on', 400]]);
    passS(300);
    // Half an hour after the call the third of the usual searches has begun.
    expect(switched.slice(3)).toEqual([['off', 2340]]);
    tellTime(3);
    call.atMs = undefined;
    passS(100);
    expect(switched).toHaveLength(4);
  });

  it('rests in a window until the next position is wanted', () => {
    const { switched, tellTime, passS, rest, agenda } = supply(at(9));
    tellTime(3);
    rest.untilMs = 62_000;
    agenda.review();
    passS(200);
    expect(switched).toEqual([
      ['on', 0],
      ['off', 3],
      ['on', 62],
    ]);
  });

  it('looks for the time for three minutes, and rests for a quarter of an hour', () => {
    const { switched, passS } = supply(at(7));
    passS(2200);
    expect(switched).toEqual([
      ['on', 0],
      ['off', 180],
      ['on', 1080],
      ['off', 1260],
      ['on', 2160],
    ]);
  });

  it('comes on once a day for the time alone, where no window opens', () => {
    const { switched, tellTime, passS } = supply(at(20), {
      ...testPolicy,
      week: [[], [], [], [], [], [], []],
    });
    tellTime(3);
    passS(86_400);
    tellTime(1);
    passS(86_400);
    expect(switched).toEqual([
      ['on', 0],
      ['off', 3],
      ['on', 86_403],
      ['off', 86_404],
      ['on', 172_804],
    ]);
  });

  it('is off for a device that closed because the time leapt', () => {
    const { power, tellTime, passS } = supply(at(9));
    tellTime(3);
    expect(power.on).toBe(true);
    tellTime(1, 9000);
    passS(86_400);
    expect(power.on).toBe(false);
  });
});
