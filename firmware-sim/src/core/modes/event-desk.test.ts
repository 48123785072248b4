import type { TrackerRecord } from '@feierabend/protocol';
import { expect, it } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { Agenda } from '../agenda.ts';
import type { TimeKeeper } from '../clock/time-keeper.ts';
import { EventDesk } from './event-desk.ts';

function desk() {
  const clock = new VirtualClock();
  let isTrusted = false;
  const atUptimeS = (ms: number) => (isTrusted ? 2_000_000_000 + Math.floor(ms / 1000) : undefined);
  const time = { atUptimeS, nowS: () => atUptimeS(clock.uptimeMs()) } as TimeKeeper;
  const told: [number, TrackerRecord][] = [];
  const world = { hasRoom: true };
  const one = new EventDesk({
    clock,
    time,
    send(record) {
      if (world.hasRoom) told.push([clock.uptimeMs(), record]);
      return world.hasRoom;
    },
  });
  const agenda = new Agenda(clock, [one]);
  const pass = (untilMs: number) => {
    agenda.review();
    while (clock.step(untilMs));
  };
  const trust = () => {
    isTrusted = true;
  };
  return { one, told, world, pass, trust };
}

it('waits a minute for the time, and tells the event without one then', () => {
  const { one, told, pass } = desk();
  one.raise('tamper');
  pass(100_000);
  expect(told).toEqual([[60_000, { kind: 'event', timeS: 0, event: 'tamper' }]]);
});

it('does not let a call for help wait', () => {
  const { one, told } = desk();
  one.raise('sos');
  expect(told).toEqual([[0, { kind: 'event', timeS: 0, event: 'sos' }]]);
});

it('dates an event by when it happened, when the time comes within the minute', () => {
  const { one, told, pass, trust } = desk();
  one.raise('tamper');
  pass(10_000);
  trust();
  pass(11_000);
  expect(told[0]?.[1]).toMatchObject({ timeS: 2_000_000_000 });
});

it('tries again every minute while there is no room', () => {
  const { one, told, pass, trust, world } = desk();
  trust();
  world.hasRoom = false;
  one.raise('tamper');
  pass(90_000);
  expect(told).toEqual([]);
  world.hasRoom = true;
  pass(200_000);
  expect(told.map(([ms]) => ms)).toEqual([120_000]);
});

it('tells a repeated security alert once an hour, and remembers no more than sixteen events', () => {
  const { one, told, pass, trust } = desk();
  trust();
  for (let i = 0; i < 10; i += 1) one.raise('security-alert');
  expect(told).toHaveLength(1);
  pass(3_600_000);
  one.raise('security-alert');
  expect(told).toHaveLength(2);
  const other = desk();
  for (let i = 0; i < 40; i += 1) other.one.raise('tamper');
  other.pass(60_000);
  expect(other.told).toHaveLength(16);
});
