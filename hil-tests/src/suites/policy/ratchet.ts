import { decodeBatch, writeOperatorKeyFile } from '@feierabend/protocol';
import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { audited } from '../../station/audit-files.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { give, statusOf } from '../../station/orders.ts';
import { peopleOf, publicHalf, somebody } from '../../station/people.ts';
import { untilSent } from '../../station/until-sent.ts';

const hil = suiteOf('policy');
const startMs = monday('07:00');

export function ratchet(): void {
  hil(
    'tightening is one signature, loosening two, and a reason stands beside each',
    { clauses: ['AVV-5', 'TOM-9', 'AVV-9.1'], needs: ['tracker'] },
    async ({ station, record }) => {
      const { recipient, adminKey } = station.kit;
      const policy = (retention: string) => benchPolicy({ recipient, retention });
      const tracker = await station.tracker({ startMs, policy: policy('30 d') });
      const alone = ['--key', adminKey, '--reason', 'shorter is enough'];
      const file = (retention: string) => station.file('policy.yaml', policy(retention));
      const plan = await tracker.done('policy', 'plan', await file('7 d'));
      expect(plan.result, 'the plan').toMatchObject({ loosens: false, signatures: 1 });
      await tracker.done('policy', 'apply', await file('7 d'), ...alone);
      const held = (await statusOf(tracker)).pol;

      const loose = await tracker.flasher('policy', 'apply', await file('8 d'), ...alone);
      expect([loose.exitCode, loose.err]).toEqual([
        6,
        expect.stringContaining('NEEDS_SECOND_SIGNATURE'),
      ]);
      expect((await statusOf(tracker)).pol, 'the policy it holds').toEqual(held);
      const silent = await tracker.flasher('policy', 'apply', await file('8 d'), '--key', adminKey);
      expect([silent.exitCode, silent.errorCode]).toEqual([2, 'APPLY_REASON']);
      await station.applyPolicy(tracker, policy('8 d'), 'the works council agreed');
      const history = await tracker.done('policy', 'history');
      const reasons = ['agreed for this test', 'shorter is enough', 'the works council agreed'];
      for (const reason of reasons) expect(history.out).toContain(reason);
      record.measure('policies in force, one after the other', reasons.length, { expected: 3 });
    },
  );

  hil(
    'a policy that looks unlawful waits for the controller, who says so with a name',
    { clauses: ['AVV-9.4', 'TOM-13'], needs: ['tracker'] },
    async ({ station, record }) => {
      const { admin, council } = await peopleOf(station);
      const { recipient } = station.kit;
      const controller = somebody('C. Verantwortlich', 'controller', { number: 55 });
      const key = await station.file('controller.key.json', writeOperatorKeyFile(controller));
      const tracker = await station.tracker({ startMs, policy: benchPolicy({ recipient }) });
      const body = { add: [publicHalf(controller)], revoke: [] };
      const change = { kind: 'key-change', body, by: admin, cosign: council } as const;
      expect(await give(tracker, change)).toMatchObject({ accepted: true });

      const long = await station.file('long.yaml', benchPolicy({ recipient, retention: '200 d' }));
      const both = [...station.signatures, '--reason', 'a court asks for it'];
      const suspended = await tracker.flasher('policy', 'apply', long, ...both);
      expect(suspended.exitCode).not.toBe(0);
      expect(suspended.err).toContain('LINT_RETENTION_150_DAYS');
      const before = await statusOf(tracker);
      // The policy is signed first: the confirmation has the number below.
      const signed = `${long}.instruction`;
      const confirmed = `${long}.confirm`;
      const who = ['--tenant', tracker.tenant, '--device', tracker.device];
      const numbered = (ahead: number) => [...who, '--sequence', String(before.seq + ahead)];
      await station.flasher.quiet(
        'policy',
        'sign',
        long,
        '--key',
        station.kit.adminKey,
        '--reason',
        'a court asks for it',
        '--out',
        signed,
        ...numbered(2),
      );
      await station.flasher.quiet('policy', 'sign', signed, '--key', station.kit.councilKey);
      await station.flasher.quiet(
        'policy',
        'confirm',
        long,
        '--rule',
        'LINT_RETENTION_150_DAYS',
        '--key',
        key,
        '--reason',
        'order of the court',
        '--out',
        confirmed,
        ...numbered(1),
      );
      await tracker.done('policy', 'apply', signed, '--confirm', confirmed);
      const history = await tracker.done('policy', 'history');
      record.measure(
        'the journal names who confirmed it',
        /C\. Verantwortlich/u.test(history.out),
        {
          expected: true,
        },
      );
    },
  );

  hil(
    'what a tightened policy no longer allows does not leave any more, from RAM or from flash',
    {
      clauses: ['TOM-5', 'TOM-12', 'AVV-9.1'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap', 'faults'],
    },
    async ({ station, record }) => {
      const { recipient, adminKey } = station.kit;
      const fromMs = monday('08:00');
      const week = (hours: string) => ({ recipient, week: { mon: hours } });
      const policy = benchPolicy(week('08:00-09:00'));
      const tracker = await station.tracker({ startMs: fromMs, policy });
      await tracker.feed(drive({ fromMs, untilMs: fromMs + 20_000 }));
      await tracker.received();
      await station.broker.wire?.down();
      // A quarter of an hour goes to flash, what follows waits in RAM.
      const tightenedMs = fromMs + 1_200_000;
      await tracker.feed(drive({ fromMs: fromMs + 20_000, untilMs: tightenedMs }));
      const taken = tracker.counters().fixesTaken;
      expect(taken).toBeGreaterThan(100);
      const tight = await station.file('tight.yaml', benchPolicy(week('08:00-08:01')));
      await tracker.done('policy', 'apply', tight, '--key', adminKey, '--reason', 'too long');
      await station.broker.wire?.up();
      await untilSent(tracker);
      const { records } = await tracker.received();
      const overtaken = fixesIn(records).filter(({ timeS }) => timeS >= fromMs / 1000 + 60);
      record.measure('overtaken fixes that arrived', overtaken.length, { expected: 0 });
      // What the device sealed since then, in clear: places that it may not keep are not put into flash either.
      const sealed = tracker.taps.filter(
        ({ channel, atMs }) => channel === 'flash' && atMs >= tightenedMs,
      );
      const kept = sealed.flatMap(({ bytes }) => {
        const batch = decodeBatch(bytes);
        return batch.ok ? fixesIn(batch.value) : [];
      });
      const late = kept.filter(({ timeS }) => timeS >= fromMs / 1000 + 60);
      record.measure('overtaken fixes that were sealed', late.length, { expected: 0 });
      const { journal } = await audited(station, record, tracker);
      const deleted = (what: 'records' | 'frames') =>
        journal.entries
          .filter(({ kind, detail }) => kind === 'deletion' && detail['reason'] === 'policy')
          .reduce((sum, { detail }) => sum + Number(detail[what] ?? 0), 0);
      record.measure('records dropped from RAM', deleted('records'), { min: 1 });
      record.measure('frames deleted from flash', deleted('frames'), { min: 1 });
    },
  );
}
