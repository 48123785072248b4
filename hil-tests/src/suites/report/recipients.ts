import { deriveKeyPair, frameKinds, keyIdOf, SessionHeader, toHex } from '@feierabend/protocol';
import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { openedBy } from '../../station/opened-by.ts';
import { otherTenant } from '../../station/station-parts.ts';

const hil = suiteOf('report');

export function recipients(): void {
  hil(
    'opens for those alone whom the policy names, for this tenant and this device, unchanged',
    {
      clauses: ['AVV-8', 'TOM-6', 'TOM-7', 'TOM-9', 'TOM-10'],
      needs: ['tracker', 'gnss-input', 'modem', 'time'],
    },
    async ({ station, record }) => {
      const keyOf = (byte: number) => deriveKeyPair(new Uint8Array(32).fill(byte));
      const [clinic, formerClinic] = [keyOf(92), keyOf(93)];
      const { recipient } = station.kit;
      const fromMs = monday('08:30');
      const policy = benchPolicy({ recipient, others: { clinic } });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      await tracker.feed(drive({ fromMs, untilMs: fromMs + 360_000 }));
      await tracker.liveTo(fromMs + 1_200_000);
      const fixes = fixesIn((await tracker.received()).records);
      const named = [recipient, clinic].map(({ publicKey }) => toHex(keyIdOf(publicKey)));
      const sealedFor = new Set(tracker.messages.flatMap(({ payload }) => keyIdIn(payload)));
      expect([...sealedFor].toSorted()).toEqual(named.toSorted());
      record.measure('fixes for the office', fixes.length, { min: 30 });
      const other = await openedBy(tracker, clinic);
      expect(fixesIn(other.records)).toEqual(fixes);
      const read = async (...how: Parameters<typeof openedBy>) => {
        const { records, journalPages, receipts } = await openedBy(...how);
        return records.length + journalPages.length + receipts.length;
      };
      const nothing = { expected: 0 };
      record.measure(
        'records for a key that is not named',
        await read(tracker, formerClinic),
        nothing,
      );
      const changes = {
        'under the name of another tenant': { tenant: otherTenant },
        'under the name of another device': { device: 'van-398' },
        'with a bit changed': { flip: true },
      };
      for (const [name, change] of Object.entries(changes)) {
        // oxlint-disable-next-line no-await-in-loop -- in their order
        record.measure(`records ${name}`, await read(tracker, recipient, change), nothing);
      }
      const text = tracker.messages.map(({ payload }) => Buffer.from(payload).toString('latin1'));
      const shown = text.filter((one) => /\$GP|latitude|48\.3|office|clinic/u.test(one));
      record.measure('messages with clear words in them', shown.length, nothing);

      await record.phase('a recipient who is named no more', async () => {
        await station.applyPolicy(tracker, benchPolicy({ recipient }));
        const before = fixesIn((await openedBy(tracker, clinic)).records).length;
        const againMs = fromMs + 1_200_000;
        await tracker.feed(drive({ fromMs: againMs, untilMs: againMs + 120_000 }));
        await tracker.liveTo(againMs + 1_200_000);
        const office = fixesIn((await tracker.received()).records).length;
        expect(office, 'fixes for the office').toBeGreaterThan(fixes.length);
        const after = fixesIn((await openedBy(tracker, clinic)).records).length;
        record.measure('fixes for them', after - before, nothing);
      });
    },
  );
}

/** For whom the key of a session was sealed, as anybody on the way can read it. */
function keyIdIn(payload: Uint8Array): readonly string[] {
  if (payload[0] !== frameKinds.session) return [];
  const header = SessionHeader.decode(payload.subarray(0, SessionHeader.sizeBytes));
  return header.ok ? [toHex(header.value.value.recipientKeyId)] : [];
}
