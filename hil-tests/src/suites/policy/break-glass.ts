import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { give, type Order } from '../../station/orders.ts';
import { peopleOf, type People } from '../../station/people.ts';

const hil = suiteOf('policy');
const needs = ['tracker', 'gnss-input', 'modem', 'time'] as const;

/** What the administrator declares; the works council has not signed it yet. */
function theft(
  { admin }: People,
  { fromMs, forS, everyS }: { fromMs: number; forS: number; everyS: number },
): Order<'break-glass'> {
  const fromS = fromMs / 1000;
  const span = { fromS, untilS: fromS + forS, intervalS: everyS };
  const body = { cause: 'theft', ...span, reference: 'file 4711' } as const;
  return { kind: 'break-glass', body, by: admin };
}

/** The shortest of the spans between them. */
function shortest(times: readonly number[]): number {
  return Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? 0)));
}

export function breakGlass(): void {
  hil(
    'a break-glass needs two signatures and a rule, is announced before it opens, and ends',
    { clauses: ['TOM-5', 'TOM-12', 'AVV-4'], needs: [...needs, 'rig', 'indicator'] },
    async ({ station, record }) => {
      const people = await peopleOf(station);
      const { council } = people;
      const fromMs = monday('20:00');
      const { recipient } = station.kit;
      const tracker = await station.tracker({
        startMs: fromMs,
        policy: benchPolicy({ recipient }),
      });
      const givenMs = fromMs + 60_000;
      await tracker.feed(drive({ fromMs, untilMs: givenMs }));
      const declared = theft(people, { fromMs: givenMs, forS: 600, everyS: 30 });
      expect(await give(tracker, { ...declared, cosign: council })).toEqual({
        accepted: false,
        refusal: 'NOT_APPLICABLE',
      });
      const more = ['theftRecovery: { every: 30 s, for: 1 h }'];
      await station.applyPolicy(tracker, benchPolicy({ recipient, more }));
      expect(await give(tracker, declared)).toEqual({
        accepted: false,
        refusal: 'NEEDS_SECOND_SIGNATURE',
      });
      expect(await give(tracker, { ...declared, cosign: council })).toMatchObject({
        accepted: true,
      });
      await tracker.feed(drive({ fromMs: givenMs, untilMs: givenMs + 50_000 }));
      expect(await tracker.indicator(), 'the light').toBe('fast-blink');
      record.measure('fixes in the minute of notice', tracker.counters().fixesTaken, {
        expected: 0,
      });
      const untilMs = givenMs + 720_000;
      await tracker.feed(drive({ fromMs: givenMs + 50_000, untilMs }));
      await tracker.liveTo(untilMs + 1_000_000);
      const afterS = fixesIn((await tracker.received()).records).map(
        ({ timeS }) => timeS - givenMs / 1000,
      );
      record.measure('first fix', afterS[0] ?? 'none', { unit: 's', min: 60, max: 62 });
      record.measure('last fix', afterS.at(-1) ?? 'none', { unit: 's', min: 565, max: 599 });
      record.measure('shortest interval', shortest(afterS), { unit: 's', min: 30 });
      expect(await tracker.indicator(), 'the light').toBe('off');
    },
  );

  hil(
    'a theft opens no longer and no denser than the rule, nothing without it, and no place when reduced',
    { clauses: ['TOM-5', 'TOM-12', 'AVV-4'], needs },
    async ({ station, record }) => {
      const people = await peopleOf(station);
      const { admin, council: cosign } = people;
      const { recipient } = station.kit;
      const more = ['theftRecovery: { every: 30 s, for: 1 h }'];
      const policy = benchPolicy({ recipient, more });
      let nowMs = monday('18:00');
      const tracker = await station.tracker({ startMs: nowMs, policy });
      const driveOn = async (forS: number) => {
        await tracker.feed(drive({ fromMs: nowMs, untilMs: (nowMs += forS * 1000) }));
      };
      const passOn = async (forS: number) => tracker.liveTo((nowMs += forS * 1000));
      const taken = () => tracker.counters().fixesTaken;
      /** Two hours, every ten seconds: longer and denser than the rule. */
      const declare = async () => {
        const declared = theft(people, { fromMs: nowMs, forS: 7200, everyS: 10 });
        expect(await give(tracker, { ...declared, cosign })).toMatchObject({ accepted: true });
      };
      await driveOn(30);

      await record.phase('the limits of the rule', async () => {
        const givenS = nowMs / 1000;
        await declare();
        await driveOn(240);
        await passOn(3060);
        // The end of the hour lies in these ten minutes, and the end of what was declared in the next.
        await driveOn(600);
        await passOn(3000);
        await driveOn(360);
        await passOn(1000);
        const times = fixesIn((await tracker.received()).records).map(({ timeS }) => timeS);
        const lastS = (times.at(-1) ?? Number.NaN) - givenS;
        record.measure('last fix of two hours declared', lastS, {
          unit: 's',
          min: 3560,
          max: 3601,
        });
        const limits = { unit: 's', min: 30 };
        record.measure('shortest interval of ten seconds declared', shortest(times), limits);
      });

      await record.phase('reduced to mileage while it is open', async () => {
        await driveOn(30);
        const before = taken();
        await declare();
        await driveOn(120);
        record.measure('fixes before it is reduced', taken() - before, { min: 1 });
        const reduce = { kind: 'reduce', body: { on: true }, by: admin } as const;
        expect(await give(tracker, reduce)).toMatchObject({ accepted: true });
        const [reducedMs, held] = [nowMs, taken()];
        await driveOn(180);
        record.measure('fixes while reduced', taken() - held, { expected: 0 });
        const { records } = await tracker.received();
        const places = fixesIn(records).filter(({ timeS }) => timeS > reducedMs / 1000);
        record.measure('places of that time', places.length, { expected: 0 });
        const again = { ...theft(people, { fromMs: nowMs, forS: 600, everyS: 30 }), cosign };
        expect(await give(tracker, again), 'another one while it is reduced').toEqual({
          accepted: false,
          refusal: 'NOT_APPLICABLE',
        });
        const lift = { kind: 'reduce', body: { on: false }, by: admin, cosign } as const;
        expect(await give(tracker, lift)).toMatchObject({ accepted: true });
      });

      await record.phase('the rule is taken out of the policy', async () => {
        await declare();
        await driveOn(30);
        await station.applyPolicy(tracker, benchPolicy({ recipient }));
        const before = taken();
        await driveOn(180);
        record.measure('fixes without a rule', taken() - before, { expected: 0 });
      });
    },
  );
}
