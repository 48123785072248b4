import { expect } from 'vitest';

import {
  startMqttSubscriber,
  type TenantMessage,
} from '@feierabend/firmware-sim/controller/mqtt-subscriber';
import { suiteOf } from '../../run/hil-test.ts';
import { audited } from '../../station/audit-files.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { piecesLeft, sealedPieces } from '../../station/chip-areas.ts';
import { give, statusOf } from '../../station/orders.ts';
import { peopleOf } from '../../station/people.ts';
import { untilSent } from '../../station/until-sent.ts';

const hil = suiteOf('deletion');
const minuteMs = 60_000;

export function storedReports(): void {
  hil(
    'stored reports go when they have outlived their retention, network or not',
    {
      clauses: ['TOM-11', 'AVV-9.5'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'faults'],
    },
    async ({ station, record }) => {
      const fromMs = monday('08:30');
      const policy = benchPolicy({ recipient: station.kit.recipient, retention: '30 min' });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      await station.broker.wire?.down();
      const oldMs = fromMs + 16 * minuteMs;
      await tracker.feed(drive({ fromMs, untilMs: oldMs, everyMs: 5000 }));
      const taken = tracker.counters().fixesTaken;
      const stored = (await statusOf(tracker)).que;
      expect(stored, 'stored batches').toBeGreaterThan(0);
      // Younger ones follow, which have to stay.
      const youngMs = monday('09:20');
      await tracker.liveTo(youngMs);
      await tracker.feed(
        drive({ fromMs: youngMs, untilMs: youngMs + 5 * minuteMs, everyMs: 5000 }),
      );
      await station.broker.wire?.up();
      await tracker.liveTo(youngMs + 22 * minuteMs);
      await untilSent(tracker);
      const fixes = fixesIn((await tracker.received()).records);
      const old = fixes.filter(({ timeS }) => timeS <= oldMs / 1000);
      record.measure('old fixes taken', taken, { min: 80 });
      record.measure('old fixes that arrived', old.length, { expected: 0 });
      record.measure('young fixes that arrived', fixes.length - old.length, { min: 25 });
      const { journal } = await audited(station, record, tracker);
      const noted = journal.entries.filter(
        ({ kind, detail }) => kind === 'deletion' && detail['reason'] === 'retention',
      );
      const frames = noted.reduce((sum, { detail }) => sum + Number(detail['frames']), 0);
      record.measure('deleted frames in the journal', frames, { min: 1 });
      const lateS = Math.max(...noted.map(({ atS }) => atS ?? 0)) - oldMs / 1000;
      record.measure('deleted after the last of them was taken', lateS, {
        unit: 's',
        max: 30 * 60 + 11 * 60,
      });
    },
  );

  hil(
    'what was delivered is freed, and no broker keeps it for whoever comes later',
    { clauses: ['AVV-9.5', 'TOM-6'], needs: ['tracker', 'gnss-input', 'modem', 'time'] },
    async ({ station, record }) => {
      const fromMs = monday('08:30');
      const policy = benchPolicy({ recipient: station.kit.recipient });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      const before = station.broker.refusals.length;
      const refused = () => station.broker.refusals.slice(before);
      const told = async (): Promise<void> => {
        await tracker.feed(drive({ fromMs, untilMs: fromMs + 5 * minuteMs, everyMs: 5000 }));
        await tracker.liveTo(fromMs + 22 * minuteMs);
        await untilSent(tracker, () => refused().length > 0);
      };
      // A message that asks to be retained costs the device its connection, again and again: that is its own fault.
      await told().catch((error: unknown) => {
        if (refused().length === 0) throw error;
      });
      const reasons = [...new Set(refused())].join('; ') || 'nothing';
      record.measure('what the broker refused', reasons, { expected: 'nothing' });
      record.checkLimits();
      record.measure('batches left on the device', (await statusOf(tracker)).que, { expected: 0 });
      const { records } = await tracker.received();
      expect(fixesIn(records).length).toBeGreaterThan(25);

      const { pki, office } = station.parts;
      const { answerS } = station.order.bench.timeouts;
      const late: TenantMessage[] = [];
      const reader = await startMqttSubscriber({
        url: station.broker.url,
        caPem: pki.caPem,
        credentials: await pki.issueController(tracker.tenant, 'auditor'),
        tenant: tracker.tenant,
        name: 'auditor',
        connectTimeoutMs: answerS * 1000,
        onMessage: (message) => late.push(message),
      });
      try {
        await reader.caughtUp(answerS * 1000);
        expect(office.messages(tracker.device).length).toBeGreaterThan(2);
        const kept = late.filter(({ device }) => device === tracker.device);
        record.measure('messages kept for a later reader', kept.length, { expected: 0 });
      } finally {
        await reader.stop();
      }
    },
  );

  hil(
    'deletes a period or all reports on a signed order, proves it, and waits for their return',
    {
      clauses: ['TOM-11', 'AVV-11.1', 'AVV-9.1', 'AVV-9.2', 'AVV-9.3', 'TOM-7'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'faults', 'tap'],
    },
    async ({ station, record }) => {
      const { admin } = await peopleOf(station);
      const { recipient, adminKey } = station.kit;
      const fromMs = monday('08:20');
      const policy = benchPolicy({ recipient, week: { mon: '08:00-09:00' } });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      await station.broker.wire?.down();
      await tracker.feed(drive({ fromMs, untilMs: fromMs + 40 * minuteMs, everyMs: 5000 }));
      const body = { fromS: fromMs / 1000, untilS: fromMs / 1000 + 600 };
      const order = { kind: 'delete-period', body, by: admin } as const;
      expect(await give(tracker, order)).toMatchObject({ accepted: true });

      const who = ['--key', adminKey, '--reason', 'end of contract'];
      const identity = await audited(station, record, tracker);
      const back = ['--scope', 'reports', '--data', 'returned'];
      const kept = ['--protocol', await station.file('returned', ''), '--force'];
      const early = await tracker.flasher('wipe', ...who, ...back, ...kept);
      expect([early.exitCode, early.err]).toEqual([6, expect.stringContaining('NOT_RETURNED')]);

      await station.broker.wire?.up();
      await tracker.liveTo(fromMs + 50 * minuteMs);
      await untilSent(tracker);
      const fixes = fixesIn((await tracker.received()).records);
      const inside = fixes.filter(({ timeS }) => timeS >= body.fromS && timeS < body.untilS);
      record.measure('fixes of the period that arrived', inside.length, { expected: 0 });
      record.measure('fixes of other times that arrived', fixes.length, { min: 90 });

      const stored = sealedPieces(await tracker.flash(), ['outbox', 'staging']);
      record.measure('pieces of ciphertext in flash', stored.size, { min: 30 });
      const proof = ['--identity', identity.identityFile];
      const wiped = await tracker.done('wipe', ...who, ...back, ...kept, ...proof);
      expect(wiped.result, 'the wipe').toMatchObject({
        scope: 'reports',
        attested: true,
        batches: 0,
      });
      const left = piecesLeft(await tracker.flash(), stored);
      record.measure('of them after the wipe', left, { expected: 0 });
      const { journal } = await audited(station, record, tracker);
      const receipts = journal.receipts.map(({ scope, attested }) => `${scope} ${attested}`);
      expect(receipts, 'deletion receipts').toEqual(['period true', 'reports true']);
      record.measure('batches erased with the period', journal.receipts[0]?.count ?? 0, { min: 1 });
    },
  );
}
