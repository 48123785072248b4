import { readFile } from 'node:fs/promises';

import { fromHex, verifyReceipt } from '@feierabend/protocol';
import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { attachJournal, identityFileOf, verified } from '../../station/audit-files.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { piecesLeft, programmedCells, sealedPieces } from '../../station/chip-areas.ts';
import { drive } from '../../station/drive.ts';
import { statusOf } from '../../station/orders.ts';
import { otherTenant } from '../../station/station-parts.ts';
import { signKeyOf } from '../../station/tracker-identity.ts';

const hil = suiteOf('deletion');

export function endOfDevice(): void {
  hil(
    'ends a device: journal out, everything erased and read back, receipt signed, nobody takes it over',
    {
      clauses: ['AVV-11.1', 'AVV-11.2', 'TOM-11', 'TOM-7', 'TOM-10'],
      needs: ['tracker', 'power', 'disposable'],
    },
    async ({ station, record }) => {
      const { recipient, adminKey } = station.kit;
      const policy = benchPolicy({ recipient });
      const tracker = await station.tracker({ startMs: monday('07:00'), policy });
      const identity = await tracker.identity();
      const identityFile = await identityFileOf(station, identity);
      const name = await station.file('end', '');
      const how = ['--scope', 'device', '--data', 'destroy', '--protocol', name, '--force'];
      const proof = ['--identity', identityFile, '--reason', 'end of contract'];

      const alone = await tracker.flasher('wipe', '--key', adminKey, ...how, ...proof);
      expect([alone.exitCode, alone.err]).toEqual([
        6,
        expect.stringContaining('NEEDS_SECOND_SIGNATURE'),
      ]);
      expect((await statusOf(tracker)).life).toBe('provisioned');

      const wiped = await tracker.done('wipe', ...station.signatures, ...how, ...proof);
      expect(wiped.result, 'the wipe').toMatchObject({ scope: 'device', attested: true });
      const told = JSON.parse(await readFile(`${name}.json`, 'utf8')) as { receipt: string };
      const bytes = fromHex(told.receipt) ?? new Uint8Array();
      record.attach(
        { name: 'receipt', kind: 'receipt', mime: 'application/cbor', device: identity.device },
        bytes,
      );
      const receipt = verifyReceipt(bytes, signKeyOf(identity));
      expect(receipt, 'the deletion receipt').toMatchObject({
        ok: true,
        value: { scope: 'device', attested: true, device: identity.device },
      });
      const page = await readFile(`${name}.html`, 'utf8');
      expect(page).toContain('Device-attested');
      const journal = await readFile(`${name}.journal`);
      attachJournal(record, identity, journal);
      const { entries } = verified(journal, identity);
      expect(entries.at(-1)).toMatchObject({
        kind: 'instruction-accepted',
        detail: { kind: 'wipe' },
      });
      const order = wiped.events.flatMap(({ task }) => task.split('/').slice(1));
      const steps = ['export', 'send', 'erase', 'verify', 'receipt'];
      expect([...new Set(order)].filter((step) => steps.includes(step))).toEqual(steps);

      await record.phase('what is left of it', async () => {
        await tracker.power(false);
        await tracker.power(true);
        const status = await statusOf(tracker);
        record.measure('life', status.life, { expected: 'decommissioned' });
        record.measure('policy on it', status.pol !== undefined, { expected: false });
        record.measure('batches on it', status.que, { expected: 0 });
        const info = await tracker.done('info');
        expect(info.result['identity'], 'identity of a wiped device').toBeNull();
        expect(info.out).not.toContain(identity.signKey);
        const names = ['--tenant', otherTenant, '--device', 'van-1'];
        const taken = await tracker.flasher('provision', 'csr', ...names);
        expect([taken.exitCode, taken.errorCode], 'somebody else who takes it over').toEqual([
          6,
          'STATE_OWNED',
        ]);
        const again = await tracker.flasher('policy', 'show');
        expect(again.out).toContain('has no policy');
      });
    },
  );

  hil(
    'leaves nothing of a tenant in the chip of a wiped board, test material or not',
    {
      clauses: ['AVV-11.1', 'TOM-7', 'TOM-11', 'AVV-9.5'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap'],
    },
    async ({ station, record }) => {
      const fromMs = monday('08:00');
      const policy = benchPolicy({ recipient: station.kit.recipient });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      const untilMs = fromMs + 1_300_000;
      await tracker.feed(drive({ fromMs, untilMs, everyMs: 5000 }));
      const before = await tracker.flash();
      const erased = [
        ...(['identity', 'policy', 'keys', 'settings', 'modes', 'clock', 'credentials'] as const),
        ...(['journal', 'checkpoint', 'outbox', 'staging', 'crash'] as const),
      ];
      for (const area of ['identity', 'policy', 'keys', 'outbox', 'staging'] as const) {
        record.measure(`${area}: cells in use`, programmedCells(before, area), { min: 64 });
      }
      const pieces = sealedPieces(before, ['outbox', 'staging']);
      const name = await station.file('scrap', '');
      const how = ['--scope', 'device', '--data', 'destroy', '--protocol', name, '--force'];
      const why = ['--reason', 'scrap of a test'];
      await tracker.done('wipe', ...station.signatures, ...how, ...why);
      const after = await tracker.flash();
      for (const area of erased) {
        record.measure(`${area}: cells after the wipe`, programmedCells(after, area), {
          expected: 0,
        });
      }
      record.measure('pieces of ciphertext before', pieces.size, { min: 100 });
      record.measure('of them anywhere after it', piecesLeft(after, pieces), { expected: 0 });
    },
  );
}
