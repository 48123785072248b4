import {
  DateTime,
  fromHex,
  Setting,
  SmpRefusal,
  StorageErase,
  toHex,
  type HpkeKeyPair,
  type OperatorKey,
  type SmpCommand,
} from '@feierabend/protocol';
import { compilePolicy } from '@feierabend/protocol/policy-source';
import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { give, handOver, onLine, signOrder, statusOf, type Order } from '../../station/orders.ts';
import { peopleOf, publicHalf, somebody } from '../../station/people.ts';
import { otherTenant } from '../../station/station-parts.ts';
import type { Station } from '../../station/station.ts';
import type { Tracker } from '../../station/tracker.ts';
import { sourceOf } from './windows.ts';

const hil = suiteOf('policy');
const startMs = monday('07:00');

/** Something that many may sign, and that changes what is captured. */
const restrict = (by: OperatorKey): Order<'restrict'> => ({
  kind: 'restrict',
  body: { on: true },
  by,
});

/** Whose signing tool has forgotten that the key has ended: the device has not. */
const unending = (key: OperatorKey): OperatorKey => ({ ...key, notAfterS: undefined });

/** What a device says to a change that nobody signed. */
async function unsigned<Q>(tracker: Tracker, command: SmpCommand<Q, unknown>, request: Q) {
  try {
    await onLine(tracker, (session) => session.request(command, request));
    return 'accepted';
  } catch (error) {
    if (error instanceof SmpRefusal) return error.errorName;
    throw error;
  }
}

export function orders(): void {
  hil(
    'obeys nobody but its own people, nothing twice, and nothing that is not signed',
    {
      clauses: ['TOM-12', 'AVV-9', 'TOM-7', 'TOM-9', 'AVV-9.2', 'AVV-9.3'],
      needs: ['tracker'],
    },
    async ({ station, record }) => {
      const { admin, council } = await peopleOf(station);
      const { recipient } = station.kit;
      const tracker = await station.tracker({ startMs, policy: benchPolicy({ recipient }) });
      const compiled = compilePolicy(sourceOf(benchPolicy({ recipient, retention: '7 d' })));
      const tight = { kind: 'policy', body: compiled, by: admin, cosign: council } as const;
      const first = await signOrder(tracker, tight);
      expect(await handOver(tracker, first)).toMatchObject({ accepted: true });
      const later = { kind: 'policy', body: { ...compiled, retentionS: 86_400 } } as const;
      expect(await give(tracker, { ...later, by: admin })).toMatchObject({ accepted: true });
      const before = await statusOf(tracker);

      const stranger = somebody('A. Admin', 'administrator', { number: 77 });
      const forged = await signOrder(tracker, restrict(admin));
      forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
      const alone = { kind: 'policy', body: compiled, by: council } as const;
      const cases: readonly (readonly [string, string, Uint8Array])[] = [
        ['of another tenant', 'WRONG_TENANT', await signed({ tenant: otherTenant })],
        ['for another device', 'WRONG_DEVICE', await signed({ device: 'van-399' })],
        ['with the number of an older one', 'OLD_SEQUENCE', await signed({ sequence: before.seq })],
        ['that was accepted before', 'OLD_SEQUENCE', first],
        ['by a stranger', 'UNKNOWN_KEY', await signOrder(tracker, restrict(stranger))],
        ['changed after it was signed', 'BAD_SIGNATURE', forged],
        [
          'in the name of somebody else',
          'NOT_AUTHORISED',
          await signOrder(tracker, restrict({ ...admin, name: 'B. Rat' })),
        ],
        [
          'with a role that is not theirs',
          'NOT_AUTHORISED',
          await signOrder(tracker, restrict({ ...admin, role: 'controller' })),
        ],
        ['by the council alone', 'NOT_AUTHORISED', await signOrder(tracker, alone)],
        ['of bytes', 'MALFORMED', Uint8Array.of(0x84, 1, 2, 3)],
        ['past its time', 'EXPIRED', await signed({ issuedS: 1000, validUntilS: 2000 })],
      ];
      for (const [name, refusal, bytes] of cases) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other on one line
        const answer = await handOver(tracker, bytes);
        const came = answer.accepted ? 'accepted' : answer.refusal;
        record.measure(`an instruction ${name}`, came, { expected: refusal });
      }

      const wish = { name: 'device/label', val: Uint8Array.of(0x41) };
      const changes = {
        'a setting': await unsigned(tracker, Setting.write, wish),
        'the time': await unsigned(tracker, DateTime.write, { datetime: '2026-11-23T08:30:00' }),
        'an empty flash': await unsigned(tracker, StorageErase.write, {}),
      };
      for (const [name, came] of Object.entries(changes)) {
        // A device may have no such command at all.
        const isRefused = came === 'ACCESSDENIED' || came === 'NOTSUP';
        record.measure(`unsigned: ${name} is refused`, isRefused, { expected: true });
      }
      const after = await statusOf(tracker);
      expect([after.seq, after.pol && toHex(after.pol)]).toEqual([
        before.seq,
        before.pol && toHex(before.pol),
      ]);

      function signed(instead: Order['instead']) {
        return signOrder(tracker, { ...restrict(admin), ...(instead && { instead }) });
      }
    },
  );

  hil(
    'roles are checked by the device, an expired key signs nothing, and no two people share a name',
    { clauses: ['TOM-3', 'TOM-4'], needs: ['tracker'] },
    async ({ station, record }) => {
      const { recipient } = station.kit;
      const tracker = await station.tracker({ startMs, policy: benchPolicy({ recipient }) });
      const { change, said } = await staffOf(station, tracker);
      const reader = somebody('L. Leser', 'reader', { number: 61 });
      const dispatcher = somebody('D. Disponent', 'dispatcher', { number: 62 });
      const past = somebody('E. Ehemals', 'administrator', {
        number: 63,
        notAfterS: 1_700_000_000,
      });
      expect(await said(change([reader, dispatcher, past]))).toBe('accepted');
      const shared = somebody('D. Disponent', 'dispatcher', { number: 65 });
      record.measure('a second key of one name', await said(change([shared])), {
        expected: 'NOT_APPLICABLE',
      });
      const tight = tightPolicy(recipient, dispatcher);
      record.measure('a reader restricts', await said(restrict(reader)), {
        expected: 'NOT_AUTHORISED',
      });
      record.measure('a dispatcher sets a policy', await said(tight), {
        expected: 'NOT_AUTHORISED',
      });
      record.measure('an expired key', await said(restrict(unending(past))), {
        expected: 'EXPIRED',
      });
      record.measure('a dispatcher restricts', await said(restrict(dispatcher)), {
        expected: 'accepted',
      });
    },
  );

  hil(
    'who leaves is revoked, signs nothing more, and does not come back',
    // A device keeps whom it has revoked for life: a board of a bench would be worn out after so many nights.
    { clauses: ['TOM-3', 'TOM-4'], needs: ['tracker', 'disposable'] },
    async ({ station, record }) => {
      const { recipient } = station.kit;
      const tracker = await station.tracker({ startMs, policy: benchPolicy({ recipient }) });
      const { change, said } = await staffOf(station, tracker);
      const { seq } = await statusOf(tracker);
      const leaver = somebody('G. Gehend', 'administrator', { number: 1000 + seq });
      expect(await said(change([leaver]))).toBe('accepted');
      const tight = tightPolicy(recipient, leaver);
      record.measure('a key before it is revoked', await said(tight), { expected: 'accepted' });
      expect(await said(change([], [leaver]))).toBe('accepted');
      // A revoked key may be told apart from a stranger's, or not.
      const gone = await said(restrict(leaver));
      const isRefused = gone === 'EXPIRED' || gone === 'UNKNOWN_KEY';
      record.measure('a revoked key is refused', isRefused, { expected: true });
      record.measure('a revoked key that comes back', await said(change([leaver])), {
        expected: 'NOT_APPLICABLE',
      });
    },
  );
}

function tightPolicy(recipient: HpkeKeyPair, by: OperatorKey): Order<'policy'> {
  const body = compilePolicy(sourceOf(benchPolicy({ recipient, retention: '1 d' })));
  return { kind: 'policy', body, by };
}

/** Who may say who works there, and what the device answers. */
async function staffOf(station: Station, tracker: Tracker) {
  const { admin, council } = await peopleOf(station);
  const change = (
    add: readonly OperatorKey[],
    revoke: readonly OperatorKey[] = [],
  ): Order<'key-change'> => ({
    kind: 'key-change',
    body: {
      add: add.map(publicHalf),
      revoke: revoke.map(({ keyId }) => ({
        keyId: fromHex(keyId) ?? new Uint8Array(),
        why: 'left',
        revokedS: startMs / 1000,
      })),
    },
    by: admin,
    cosign: council,
  });
  const said = async (order: Order): Promise<string> => {
    const answer = await give(tracker, order);
    return answer.accepted ? 'accepted' : answer.refusal;
  };
  return { change, said };
}
