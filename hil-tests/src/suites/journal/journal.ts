import {
  decodeJournalExport,
  encodeJournalExport,
  instructionDigest,
  toHex,
  verifyExport,
  type JournalEntry,
} from '@feierabend/protocol';
import { expect } from 'vitest';

import { checkJournal } from '../../checks/journal-check.ts';
import { LeakSearch } from '@feierabend/firmware-sim/leak/leak-search';
import { buildNeedles } from '@feierabend/firmware-sim/leak/needles';
import { leakSelfTest } from '@feierabend/firmware-sim/leak/self-test';
import { suiteOf } from '../../run/hil-test.ts';
import { audited } from '../../station/audit-files.ts';
import { signKeyOf } from '../../station/tracker-identity.ts';
import { benchPolicy, everySecond } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fedPositions } from '../../station/fixes.ts';
import { give, handOver, signOrder } from '../../station/orders.ts';
import { peopleOf, somebody } from '../../station/people.ts';
import { otherTenant } from '../../station/station-parts.ts';

const hil = suiteOf('journal');

/** Digests of the orders in it, by what became of them. */
function digests(entries: readonly JournalEntry[], kind: JournalEntry['kind']) {
  return entries.filter((entry) => entry.kind === kind).map(({ detail }) => detail['digest']);
}

export function journal(): void {
  hil(
    'has every instruction, accepted or refused, and a file of it verifies without the device',
    {
      clauses: ['TOM-4', 'TOM-9', 'TOM-12', 'AVV-9.1', 'AVV-6.4', 'AVV-6.5', 'AVV-6.7', 'AVV-10'],
      needs: ['tracker'],
    },
    async ({ station, record }) => {
      const { admin, council } = await peopleOf(station);
      const { recipient } = station.kit;
      const policy = benchPolicy({ recipient });
      const tracker = await station.tracker({ startMs: monday('07:00'), policy });
      const stranger = somebody('S. Fremd', 'administrator', { number: 78 });
      const order = { kind: 'restrict', body: { on: true }, by: admin } as const;
      const foreign = { ...order, instead: { tenant: otherTenant } };
      const refused = [
        await signOrder(tracker, foreign),
        await signOrder(tracker, { ...order, by: stranger }),
        await signOrder(tracker, { kind: 'restrict', body: { on: false }, by: admin }),
      ];
      for (const bytes of refused) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        expect(await handOver(tracker, bytes), 'an instruction to be refused').toMatchObject({
          accepted: false,
        });
      }
      const accepted = await signOrder(tracker, order);
      expect(await handOver(tracker, accepted), 'a good instruction').toMatchObject({
        accepted: true,
      });

      const { bytes, file, identityFile, journal: read } = await audited(station, record, tracker);
      const digestOf = (one: Uint8Array) => toHex(instructionDigest(one));
      // A board has a journal of the nights before: what was refused here are the last of it.
      const last = digests(read.entries, 'instruction-refused').slice(-refused.length);
      expect(last, 'refused instructions, last in the journal').toEqual(refused.map(digestOf));
      expect(digests(read.entries, 'instruction-accepted'), 'accepted ones in it').toContain(
        digestOf(accepted),
      );
      const told = read.entries.find(({ detail }) => detail['digest'] === digestOf(accepted));
      expect(told?.detail, 'what stands beside it').toMatchObject({
        kind: 'restrict',
        author: admin.name,
        role: 'administrator',
        reason: 'agreed for this test',
      });
      const lift = { kind: 'restrict', body: { on: false }, by: admin, cosign: council } as const;
      expect(await give(tracker, lift), 'the restriction, lifted').toMatchObject({
        accepted: true,
      });
      record.measure('entries', read.entries.length, { min: 6 });

      const alone = await station.flasher.quiet('audit', file, '--identity', identityFile);
      expect(alone.result['entries'], 'entries that the file has without the device').toBe(
        read.entries.length,
      );

      await record.phase('changed on purpose', async () => {
        const parts = decodeJournalExport(bytes);
        expect(parts.ok).toBe(true);
        if (!parts.ok) return;
        const key = signKeyOf(await tracker.identity());
        const isFound = (changed: readonly Uint8Array[]) =>
          !verifyExport(encodeJournalExport({ ...parts.value, entries: changed }), key).ok;
        const { entries } = parts.value;
        const dropped = entries.filter((_, index) => isFound(entries.toSpliced(index, 1)));
        record.measure('dropped entries that are found', dropped.length, {
          expected: entries.length,
        });
        const swapped = entries.slice(1).filter((_, index) => {
          const [one, other] = [entries[index]!, entries[index + 1]!];
          return isFound(entries.toSpliced(index, 2, other, one));
        });
        record.measure('swapped entries that are found', swapped.length, {
          expected: entries.length - 1,
        });
        const flipped = Array.from(bytes.filter((_, at) => at % 37 === 0)).filter((_, count) => {
          const copy = bytes.slice();
          copy[count * 37] = (copy[count * 37] ?? 0) ^ 0x10;
          return !verifyExport(copy, key).ok;
        });
        record.measure('flipped bits that are found', flipped.length, {
          expected: Math.ceil(bytes.length / 37),
        });
        const short = await station.file(
          'short.journal',
          encodeJournalExport({ ...parts.value, entries: entries.toSpliced(2, 1) }),
        );
        const told7 = await station.flasher.run(['audit', short, '--identity', identityFile]);
        expect([told7.exitCode, told7.errorCode], 'the file without an entry').toEqual([
          7,
          'VERIFY_JOURNAL',
        ]);
      });
    },
  );

  hil(
    'tells the same over the air as over the line, has no place, and outlives the reports',
    {
      clauses: ['TOM-9', 'TOM-6', 'AVV-11.2', 'AVV-10'],
      needs: ['tracker', 'gnss-input', 'modem', 'time'],
    },
    async ({ station, record }) => {
      const { recipient, adminKey } = station.kit;
      const fromMs = monday('07:58');
      const untilMs = monday('08:04');
      const policy = benchPolicy({ recipient, ...everySecond });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      const epochs = drive({ fromMs, untilMs });
      await tracker.feed(epochs);
      await tracker.liveTo(untilMs + 3_600_000);
      const identity = await tracker.identity();
      const before = await audited(station, record, tracker);
      const changes = before.journal.entries.flatMap(({ kind, detail, atS }) =>
        kind === 'mode' ? [`${String(detail['mode'])} ${atS}`] : [],
      );
      expect(changes, 'changes of mode in the journal').toContain(
        `on-duty ${monday('08:00') / 1000}`,
      );
      const { journalPages } = await tracker.received();
      const sent = checkJournal(journalPages, { ...identity, signKey: signKeyOf(identity) });
      expect(sent, 'the journal that came over the air').toMatchObject({ ok: true });
      if (!sent.ok) return;
      const both = Math.min(sent.value.entries.length, before.journal.entries.length);
      const modes = before.journal.entries.filter(({ kind }) => kind === 'mode');
      const opened = modes.find(({ detail }) => detail['mode'] === 'on-duty');
      record.measure(
        'the window in it, after it opened',
        (opened?.atS ?? 0) - monday('08:00') / 1000,
        {
          unit: 's',
          min: 0,
          max: 1,
        },
      );
      record.measure('entries that came over the air', sent.value.entries.length, { min: 6 });
      expect(sent.value.entries.slice(0, both), 'entries over the air').toEqual(
        before.journal.entries.slice(0, both),
      );

      const fed = fedPositions(epochs);
      // The journal is to have no place at all, neither of work nor of private hours.
      const needles = buildNeedles({
        fed,
        isPrivate: () => true,
        coarsen: ({ latitudeE7, longitudeE7 }) => ({
          latitudeE5: Math.round(latitudeE7 / 100),
          longitudeE5: Math.round(longitudeE7 / 100),
        }),
      });
      const tap = { channel: 'journal', atMs: untilMs, bytes: before.bytes } as const;
      const search = new LeakSearch(needles);
      search.push(tap);
      const planted = leakSelfTest(needles, [tap], { channels: ['journal'] });
      const found = planted.filter((one) => one.found).length;
      record.measure('places searched for', needles.count, { min: 300 });
      record.measure('places planted in it and found', found, { expected: planted.length });
      record.measure('places in it', search.finish().hits.length, { expected: 0 });

      const who = ['--key', adminKey, '--reason', 'end of the trial'];
      const protocol = await station.file('reports', '');
      const scope = ['--scope', 'reports', '--data', 'destroy', '--protocol', protocol];
      await tracker.done('wipe', ...who, ...scope, '--identity', before.identityFile, '--force');
      const after = await audited(station, record, tracker);
      expect(after.journal.entries.slice(0, before.journal.entries.length)).toEqual(
        before.journal.entries,
      );
      expect(after.journal.receipts, 'receipts after the wipe').toMatchObject([
        { scope: 'reports', attested: true },
      ]);
    },
  );
}
