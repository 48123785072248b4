import { deriveKeyPair } from '@feierabend/protocol';
import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { fixesIn } from '../../station/fixes.ts';
import { minuteBeginsMs, minuteOfWork } from '../../station/minute-of-work.ts';
import { openedBy, type OpenChanges } from '../../station/opened-by.ts';
import { otherTenant } from '../../station/station-parts.ts';

const hil = suiteOf('report');

/** One report from the receiver to the desk of the controller, on a board as well, whose seconds are real. */
export function reportOfMinute(): void {
  hil(
    'a minute of work arrives once, and opens for those alone whom the policy names',
    {
      clauses: ['AVV-8', 'TOM-6', 'TOM-10', 'TOM-7'],
      needs: ['tracker', 'gnss-input', 'modem'],
      timeoutS: 300,
    },
    async ({ station, record }) => {
      const keyOf = (byte: number) => deriveKeyPair(new Uint8Array(32).fill(byte));
      const [clinic, stranger] = [keyOf(94), keyOf(95)];
      const tracker = await station.tracker({ startMs: station.beginMs(minuteBeginsMs) });
      const policy = { others: { clinic } };
      const { records, window, messagesBefore } = await minuteOfWork(station, tracker, { policy });
      const own = fixesIn(records);
      record.measure('fixes for the office', own.length, { min: 55 });
      record.measure('different fixes', new Set(own.map(({ timeS }) => timeS)).size, {
        expected: own.length,
      });
      const read = async (key = station.kit.recipient, changes: OpenChanges = {}) =>
        fixesIn((await openedBy(tracker, key, changes)).records).filter(
          ({ timeS }) => timeS >= window.fromS,
        );
      expect(await read(clinic), 'fixes for the second recipient').toEqual(own);
      const nothing = { expected: 0 };
      const { recipient } = station.kit;
      record.measure('for a key that is not named', (await read(stranger)).length, nothing);
      record.measure(
        'under the name of another tenant',
        (await read(recipient, { tenant: otherTenant })).length,
        nothing,
      );
      record.measure('with a bit changed', (await read(recipient, { flip: true })).length, nothing);
      const text = tracker.messages
        .slice(messagesBefore)
        .map(({ payload }) => Buffer.from(payload).toString('latin1'));
      const shown = text.filter((one) => /\$GP|latitude|48\.3|office|clinic/u.test(one));
      record.measure('messages with clear words in them', shown.length, nothing);
    },
  );
}
