import { TimeChallengeCommand, toHex } from '@feierabend/protocol';
import { expect } from 'vitest';

import { suiteOf } from '../../run/hil-test.ts';
import { benchPolicy, everySecond } from '../../station/bench-policy.ts';
import { monday } from '../../station/calendar.ts';
import { drive, type DrivenEpoch } from '../../station/drive.ts';
import { fixesIn } from '../../station/fixes.ts';
import { give, handOver, onLine, signOrder, statusOf } from '../../station/orders.ts';
import { peopleOf } from '../../station/people.ts';
import { sentencesOf } from '../../station/sentences.ts';
import type { Tracker } from '../../station/tracker.ts';

const hil = suiteOf('policy');
const dayMs = 86_400_000;

/** The receiver says another date than it is, from one second to the next. */
function leapt(epochs: readonly DrivenEpoch[], byMs: number): DrivenEpoch[] {
  return epochs.map((epoch) => ({
    ...epoch,
    text: sentencesOf(epoch.atMs + byMs, epoch.position),
  }));
}

export function clock(): void {
  hil(
    'opens for no date that was not confirmed, and closes when the date leaps, until two people say what it is',
    {
      clauses: ['TOM-5', 'TOM-12', 'TOM-9'],
      needs: ['tracker', 'gnss-input', 'modem', 'time', 'tap'],
    },
    async ({ station, record }) => {
      const { admin, council } = await peopleOf(station);
      const fromMs = monday('08:30');
      const policy = benchPolicy({ recipient: station.kit.recipient, ...everySecond });
      const tracker = await station.tracker({ startMs: fromMs, policy });
      const leapMs = fromMs + 60_000;
      await tracker.feed(drive({ fromMs, untilMs: leapMs }));
      const taken = tracker.counters().fixesTaken;
      record.measure('fixes of the first minute', taken, { min: 55, max: 57 });
      const after = drive({ fromMs: leapMs, untilMs: leapMs + 60_000 });
      await tracker.feed(leapt(after, dayMs));
      record.measure('fixes after a leap of a day', tracker.counters().fixesTaken - taken, {
        expected: 0,
      });
      const status = await statusOf(tracker);
      expect([status.mode, status.clk], 'mode, and whether the clock is known').toEqual([
        'closed',
        false,
      ]);

      const nowMs = leapMs + 60_000;
      const body = { timeS: nowMs / 1000, uncertaintyS: 2 };
      const word = { kind: 'signed-time', body, by: admin } as const;
      expect(await give(tracker, word)).toMatchObject({ accepted: false });
      expect(await give(tracker, { ...word, cosign: council })).toMatchObject({ accepted: true });
      await tracker.feed(drive({ fromMs: nowMs, untilMs: nowMs + 30_000 }));
      await tracker.liveTo(nowMs + 1_000_000);
      const fixes = fixesIn((await tracker.received()).records);
      record.measure('first fix after the start', (fixes[0]?.timeS ?? 0) - fromMs / 1000, {
        unit: 's',
        min: 4,
        max: 6,
      });
      const again = fixes.filter(({ timeS }) => timeS > nowMs / 1000);
      record.measure('fixes after the signed time', again.length, { min: 25, max: 30 });
    },
  );

  hil(
    'takes a signed time that answers what it asked last, and none that was held back',
    { clauses: ['TOM-5', 'TOM-12', 'TOM-9'], needs: ['tracker', 'gnss-input', 'time', 'power'] },
    async ({ station, record }) => {
      const { admin, council: cosign } = await peopleOf(station);
      const endMs = monday('16:30');
      const policy = benchPolicy({ recipient: station.kit.recipient });
      const tracker = await station.tracker({ startMs: endMs - 90_000, policy });
      await tracker.feed(drive({ fromMs: endMs - 90_000, untilMs: endMs - 60_000 }));
      const sign = (atMs: number, challenge?: Uint8Array) => {
        const body = { timeS: atMs / 1000, uncertaintyS: 2, challenge };
        return signOrder(tracker, { kind: 'signed-time', body, by: admin, cosign });
      };
      const asked = await challengeOf(tracker);
      // Signed a minute before the end of work, and delivered half an hour after it.
      const held = await sign(endMs - 60_000, asked);
      await tracker.power(false);
      await tracker.power(true);
      const nowMs = endMs + 1_800_000;
      await tracker.liveTo(nowMs);
      const refused = { accepted: false, refusal: 'NOT_APPLICABLE' };
      expect(await handOver(tracker, held), 'held back, and nothing is asked').toEqual(refused);
      const again = await challengeOf(tracker);
      expect(toHex(again), 'what it asks after the power cut').not.toBe(toHex(asked));
      expect(await handOver(tracker, held), 'held back, and another is asked').toEqual(refused);
      const mute = await sign(nowMs);
      expect(await handOver(tracker, mute), 'that answers nothing').toEqual(refused);
      // By the minute that was held back, it would be work.
      const { mode } = await statusOf(tracker);
      record.measure('mode half an hour after work', mode, { expected: 'off-duty' });
      const answer = await sign(nowMs, again);
      expect(await handOver(tracker, answer), 'the answer').toMatchObject({ accepted: true });
      const { clk } = await statusOf(tracker);
      record.measure('knows the time by the answer', clk, { expected: true });
      const used = await sign(nowMs, again);
      expect(await handOver(tracker, used), 'the same answer once more').toEqual(refused);
    },
  );
}

/** What the next signed time has to bring back. */
async function challengeOf(tracker: Tracker): Promise<Uint8Array> {
  const { nonce } = await onLine(tracker, (session) =>
    session.request(TimeChallengeCommand.read, {}),
  );
  return nonce;
}
