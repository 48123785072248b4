import { SeededRandom } from '@feierabend/firmware-sim';
import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { monday } from '../../station/calendar.ts';
import { handOver, signOrder, statusOf, type Answer } from '../../station/orders.ts';
import { peopleOf, somebody } from '../../station/people.ts';
import { otherTenant } from '../../station/station-parts.ts';

const hil = suiteOf('security');
const signatureBytes = 64;

export function strangers(): void {
  hil(
    'an order without a signature, of another tenant, of a stranger or for another device changes nothing',
    { clauses: ['TOM-7', 'TOM-12', 'TOM-4', 'AVV-9'], needs: ['tracker'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs: monday('07:00') });
      const { admin } = await peopleOf(station);
      const stranger = somebody('S. Tranger', 'administrator', { number: 99 });
      const order = { kind: 'restrict', body: { on: true }, by: admin } as const;
      const before = await statusOf(tracker);
      const genuine = await signOrder(tracker, order);
      const unsigned = genuine.slice();
      unsigned.fill(0, unsigned.length - signatureBytes);
      const noise = new SeededRandom(station.order.seed).fork('orders').bytes(genuine.length);
      const instead = (change: object) => signOrder(tracker, { ...order, instead: change });
      const cases: readonly (readonly [name: string, bytes: Uint8Array, refusal: RegExp])[] = [
        ['unsigned', unsigned, /BAD_SIGNATURE/u],
        ['noise', noise, /MALFORMED/u],
        ['cut off', genuine.subarray(0, genuine.length - 1), /MALFORMED/u],
        ['of another tenant', await instead({ tenant: otherTenant }), /WRONG_TENANT/u],
        ['for another device', await instead({ device: 'van-0' }), /WRONG_DEVICE/u],
        ['of a stranger', await signOrder(tracker, { ...order, by: stranger }), /UNKNOWN_KEY/u],
      ];
      for (const [name, bytes, refusal] of cases) {
        // oxlint-disable-next-line no-await-in-loop -- one order after the other
        const answer: Answer = await handOver(tracker, bytes);
        record.measure(name, answer.accepted ? 'accepted' : answer.refusal);
        expect(answer, name).toMatchObject({ refusal: expect.stringMatching(refusal) as string });
      }
      const after = await statusOf(tracker);
      expect([after.seq, after.pol, after.mode], 'number, policy and mode').toEqual([
        before.seq,
        before.pol,
        before.mode,
      ]);
      record.measure('entries that the journal got', after.jlen - before.jlen, { min: 5 });
    },
  );

  hil(
    'an order is obeyed once: again it is refused, or answered without being carried out',
    { clauses: ['TOM-9', 'TOM-12'], needs: ['tracker', 'power'] },
    async ({ station, record }) => {
      const tracker = await station.tracker({ startMs: monday('07:00') });
      const { admin } = await peopleOf(station);
      const restrict = { kind: 'restrict', body: { on: true }, by: admin } as const;
      const first = await signOrder(tracker, restrict);
      expect(await handOver(tracker, first), 'the order').toMatchObject({ accepted: true });
      const last = await signOrder(tracker, restrict);
      expect(await handOver(tracker, last)).toMatchObject({ accepted: true });
      const before = await statusOf(tracker);
      // A receipt that was lost is given again (docs/firmware/instructions.md); nothing else happens.
      expect(await handOver(tracker, last)).toMatchObject({ accepted: true, sequence: before.seq });
      expect((await statusOf(tracker)).jlen, 'entries of the journal').toBe(before.jlen);
      await tracker.power(false);
      await tracker.power(true);
      const again = await handOver(tracker, first);
      record.measure(
        'the one before, after a power cut',
        again.accepted ? 'accepted' : again.refusal,
        {
          expected: 'OLD_SEQUENCE',
        },
      );
      expect((await statusOf(tracker)).seq, 'number of the last instruction').toBe(before.seq);
    },
  );
}
