import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { give, statusOf } from '../../station/orders.ts';
import { peopleOf } from '../../station/people.ts';

const hil = suiteOf('policy');
const needs = ['tracker', 'gnss-input', 'modem', 'time'] as const;
const minuteMs = 60_000;

/** Orders that hold until another one ends them. */
export function standingOrders(): void {
  hil(
    'a restriction stops capture and sending and keeps what is stored; lifting it needs two',
    { clauses: ['AVV-9.1', 'AVV-9.2', 'AVV-9.3', 'TOM-11', 'TOM-4'], needs },
    async ({ station, record }) => {
      const { admin, council } = await peopleOf(station);
      const policy = benchPolicy({ recipient: station.kit.recipient, retention: '1 h' });
      let nowMs = monday('08:59');
      const tracker = await station.tracker({ startMs: nowMs, policy });
      const driveOn = async (minutes: number) => {
        await tracker.feed(drive({ fromMs: nowMs, untilMs: (nowMs += minutes * minuteMs) }));
      };
      const reports = async () => {
        await tracker.received();
        return tracker.messages.filter(({ channel }) => channel === 'report').length;
      };
      await driveOn(5);
      const sent = await reports();
      const restrict = { kind: 'restrict', body: { on: true }, by: admin } as const;
      expect(await give(tracker, restrict)).toMatchObject({ accepted: true });
      const taken = tracker.counters().fixesTaken;
      expect(taken).toBeGreaterThan(20);
      await driveOn(5);
      // Longer than the retention: a restriction keeps it all the same.
      await tracker.liveTo((nowMs += 90 * minuteMs));
      record.measure('fixes while restricted', tracker.counters().fixesTaken - taken, {
        expected: 0,
      });
      record.measure('reports sent while restricted', (await reports()) - sent, { expected: 0 });
      const { que, mode } = await statusOf(tracker);
      expect(mode, 'mode under a restriction').toBe('restricted');
      record.measure('batches kept', que, { min: 1 });
      const lift = { kind: 'restrict', body: { on: false }, by: admin } as const;
      expect(await give(tracker, lift)).toEqual({
        accepted: false,
        refusal: 'NEEDS_SECOND_SIGNATURE',
      });
      expect(await give(tracker, { ...lift, cosign: council })).toMatchObject({ accepted: true });
      await driveOn(3);
      expect(tracker.counters().fixesTaken).toBeGreaterThan(taken);
      // What had outlived its retention meanwhile goes the way of all such data, now that nothing keeps it.
      expect((await statusOf(tracker)).mode, 'mode once it is lifted').toBe('on-duty');

      await record.phase('a correction', async () => {
        const body = {
          fromS: monday('09:00') / 1000,
          untilS: monday('09:05') / 1000,
          subject: 'person',
          statement: 'Somebody else drove.',
        } as const;
        const correct = { kind: 'correct', body, by: admin } as const;
        expect(await give(tracker, correct)).toMatchObject({ accepted: false });
        expect(await give(tracker, { ...correct, cosign: council })).toMatchObject({
          accepted: true,
        });
        await driveOn(1);
        const { corrections } = await tracker.received();
        expect(corrections, 'corrections that arrived').toMatchObject([
          { statement: 'Somebody else drove.' },
        ]);
      });
    },
  );

  hil(
    'reduced to mileage, a device tells a distance and no place',
    { clauses: ['TOM-11', 'TOM-5'], needs },
    async ({ station, record }) => {
      const { admin, council } = await peopleOf(station);
      const policy = benchPolicy({ recipient: station.kit.recipient, heartbeat: '10 min' });
      const startMs = monday('08:59');
      const tracker = await station.tracker({ startMs, policy });
      await tracker.feed(drive({ fromMs: startMs, untilMs: startMs + minuteMs }));
      const reduce = { kind: 'reduce', body: { on: true }, by: admin } as const;
      expect(await give(tracker, reduce)).toMatchObject({ accepted: true });
      const fixesBefore = tracker.counters().fixesTaken;
      const untilMs = startMs + 31 * minuteMs;
      await tracker.feed(drive({ fromMs: startMs + minuteMs, untilMs }));
      await tracker.liveTo(untilMs + 10 * minuteMs);
      const { records } = await tracker.received();
      record.measure('fixes while reduced', tracker.counters().fixesTaken - fixesBefore, {
        expected: 0,
      });
      const metres = records.reduce(
        (sum, one) => sum + (one.kind === 'mileage' ? one.distanceM : 0),
        0,
      );
      // 900 of 1e-7 degrees a second for half an hour, at this latitude.
      const drivenM = 1800 * 900e-7 * 111_195 * Math.cos((48.31 * Math.PI) / 180);
      record.measure('distance told', metres, {
        unit: 'm',
        min: drivenM * 0.95 - 100,
        max: drivenM * 1.05 + 100,
      });
      const lastS = startMs / 1000 + 60;
      const late = fixesIn(records).filter(({ timeS }) => timeS > lastS);
      record.measure('places that arrived', late.length, { expected: 0 });
      const end = { kind: 'reduce', body: { on: false }, by: admin } as const;
      expect(await give(tracker, end)).toMatchObject({ accepted: false });
      expect(await give(tracker, { ...end, cosign: council })).toMatchObject({ accepted: true });
    },
  );
}
