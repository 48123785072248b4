import { coarsen, type FixRecord, type TrackerRecord } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { testPolicy } from '../../testing/test-tenant.ts';
import { Tally } from '../result/tally.ts';
import type { OpenedFrame, SeenMessage, Subject } from './checker.ts';
import { nothingLeft } from './leftover.ts';
import { PrivacyChecker } from './privacy.ts';

const policy = { ...testPolicy, retentionS: 7 * 86_400 };
const windows = Float64Array.of(1000, 2000, 3000, 4000);
const subject = {
  policies: new Map([
    ['first', { policy, windows }],
    ['coarse', { policy: { ...policy, precisionM: 1000 }, windows }],
    ['plain', { policy: { ...policy, fields: { ...policy.fields, speed: false } }, windows }],
    ['alone', { policy: { ...policy, recipients: [] }, windows }],
    ['beats', { policy: { ...policy, outside: 'heartbeat', heartbeatS: 600 }, windows }],
    ['counts', { policy: { ...policy, outside: 'mileage', heartbeatS: 600 }, windows }],
    ['tight', { policy, windows: Float64Array.of(3000, 4000) }],
  ]),
} as Partial<Subject> as Subject;
const place = { latitudeE7: 483_700_000, longitudeE7: 109_000_000 };

function checked(
  act: (checker: PrivacyChecker, sends: Sends) => void,
  first = 'first',
): readonly string[] {
  const tally = new Tally();
  const find = (atMs: number, sentence: string) =>
    tally.find({ index: 0, device: 'van-1', atMs, checker: 'privacy', sentence });
  const checker = new PrivacyChecker(subject, { tally, find });
  checker.answered(policyAt(first));
  act(checker, (timeS, parts = {}) => {
    const { under = first, offE5 = 0, atS = timeS + 10, besideE5 = 0, other, ...fields } = parts;
    const precisionM = subject.policies.get(under)?.policy.precisionM ?? 1;
    const { latitudeE7, longitudeE7 } = place;
    const fine = { timeS, latitudeE7: latitudeE7 + offE5 * 100, longitudeE7 };
    const { latitudeE5, longitudeE5 } = coarsen(fine, precisionM).fix;
    const records = [
      other ?? { kind: 'fix', timeS, latitudeE5: latitudeE5 + besideE5, longitudeE5, ...fields },
    ] as const;
    const frame: OpenedFrame = {
      stream: 'report',
      session: '',
      counter: 0,
      staged: false,
      policy: under,
      plaintext: new Uint8Array(),
    };
    checker.opened({ kind: 'records', records, ...frame }, message(atS));
  });
  const rest = {
    days: 1,
    energy: undefined as never,
    payloadBytes: 0,
    boots: 0,
    fixesTaken: 0,
    left: nothingLeft,
  };
  checker.finish({ atMs: 5_000_000, ...rest });
  expect(tally.sum('leaks')).toBe(tally.findingCount);
  return tally.findings.map(({ sentence }) => sentence);
}

type Sends = (
  timeS: number,
  parts?: Partial<Pick<FixRecord, 'altitudeM' | 'speedKmh'>> & {
    under?: string;
    offE5?: number;
    /** How far from the centre of its cell. */
    besideE5?: number;
    atS?: number;
    /** What is sent instead of a fix. */
    other?: TrackerRecord;
  },
) => void;

const policyAt = (name: string, atS = 0) =>
  ({ atMs: atS * 1000, order: 'policy', tenant: 'acme', accepted: true, policy: name }) as const;
const message = (atS: number, text = ''): SeenMessage => ({
  atMs: atS * 1000,
  topic: 'feierabend/1/acme/van-1/status',
  payload: new TextEncoder().encode(text),
});
const fedAt = (checker: PrivacyChecker, ...timesS: readonly number[]) => {
  for (const timeS of timesS) checker.fed({ atMs: timeS * 1000, ...place });
};

describe('the privacy checker', () => {
  it('has nothing to say about places of the windows, where the receiver was, in time', () => {
    const found = checked((checker, sends) => {
      fedAt(checker, 500, 1000, 1999, 3600);
      sends(1000);
      sends(1999);
      checker.answered(policyAt('tight', 2500));
      sends(3600, { under: 'tight' });
      checker.answered(policyAt('plain', 3700));
      sends(3600, { under: 'tight', atS: 3800 });
      checker.seen(message(4100, '{"online":true,"place":"48.4, 10.9"}'));
    });
    expect(found).toEqual([]);
  });

  it.each<[string, RegExp, (checker: PrivacyChecker, sends: Sends) => void]>([
    ['between the windows', /when the policy it names is closed/u, (_, sends) => sends(2000)],
    ['before the first', /when the policy it names is closed/u, (_, sends) => sends(999)],
    ['after the last', /when the policy it names is closed/u, (_, sends) => sends(4000)],
    ['under no policy', /that nobody signed/u, (_, sends) => sends(1500, { under: 'none' })],
    [
      'under a policy that is not in force any more',
      /came under a policy that does not allow it/u,
      (checker, sends) => {
        checker.answered(policyAt('tight', 2100));
        sends(1500, { atS: 2200 });
      },
    ],
    [
      'that is finer than the policy in force when it came',
      /came under a policy that does not allow it/u,
      (checker, sends) => {
        checker.answered(policyAt('coarse', 2100));
        sends(1500, { atS: 2200 });
      },
    ],
    [
      'that was for more people than the policy in force when it came',
      /came under a policy that does not allow it/u,
      (checker, sends) => {
        checker.answered(policyAt('alone', 2100));
        sends(1500, { atS: 2200 });
      },
    ],
    [
      'with a field that the policy in force when it came does not have',
      /came under a policy that does not allow it/u,
      (checker, sends) => {
        checker.answered(policyAt('plain', 2100));
        sends(1500, { atS: 2200, speedKmh: 50 });
      },
    ],
    [
      'that was taken under a policy that another one had replaced',
      /was taken under a policy that was over/u,
      (checker, sends) => {
        checker.answered(policyAt('plain', 1400));
        sends(1500);
      },
    ],
    [
      'beside the centre of its cell',
      /is not the centre of a cell of 10 m/u,
      (_, sends) => sends(1500, { besideE5: 2 }),
    ],
    [
      'with a finer field',
      /tells its speed of 51 km\/h, and its policy has steps of 2 km\/h/u,
      (_, sends) => sends(1500, { speedKmh: 51 }),
    ],
    [
      'with a field that its policy does not have',
      /tells its altitude of 480 m, and its policy has none/u,
      (_, sends) => sends(1500, { altitudeM: 480 }),
    ],
    [
      'at once after the one before',
      /is 9 s after the one before, and its policy has 10 s/u,
      (_, sends) => {
        sends(1500);
        sends(1509);
      },
    ],
    [
      'after its retention',
      /came after its retention/u,
      (_, sends) => sends(1500, { atS: 1500 + 8 * 86_400 }),
    ],
    [
      'at another place than the receiver was',
      /not where the receiver was then/u,
      (checker, sends) => {
        fedAt(checker, 1000, 1500);
        sends(1500, { offE5: 100 });
      },
    ],
    [
      'at a time without an epoch',
      /not where the receiver was then/u,
      (checker, sends) => {
        fedAt(checker, 1000, 1500);
        sends(1600);
      },
    ],
    [
      'in clear in a message',
      /came in clear \(decimal/u,
      (checker) => {
        fedAt(checker, 500);
        checker.seen(message(600, '{"last":[48.3700000,10.9000000]}'));
      },
    ],
    [
      'in clear though it was one of work',
      /^a position came in clear \(decimal-7, base64/u,
      (checker) => {
        fedAt(checker, 1500);
        checker.seen(message(1600, `{"last":"${btoa('48.3700000,10.9000000')}"}`));
      },
    ],
    [
      'in clear in a last will',
      /^a position came in clear \(decimal-7/u,
      (checker) => {
        fedAt(checker, 1500);
        checker.will(message(1600, '48.3700000,10.9000000'));
      },
    ],
    [
      'in the topic of a report',
      /^a position came in clear \(decimal-5/u,
      (checker) => {
        fedAt(checker, 1500);
        const topic = 'feierabend/1/acme/van-1/48.37000/10.90000/report';
        checker.seen({ ...message(1600), topic });
      },
    ],
    [
      'where a sealed report was to be',
      /^a position came in clear \(integer-text/u,
      (checker) => {
        fedAt(checker, 1500);
        const plain = {
          ...message(1600, '[483700000,109000000]'),
          topic: 'feierabend/1/acme/van-1/report',
        };
        checker.seen(plain);
        checker.opened({ kind: 'unopened', fault: undefined as never }, plain);
      },
    ],
    [
      'left at the broker',
      /left at the broker/u,
      (checker) => checker.seen({ ...message(600), retained: true }),
    ],
  ])('finds a position %s', (_where, sentence, act) => {
    const found = checked(act);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(sentence);
  });

  it('finds what a policy has not sent outside of work', () => {
    const beat = { kind: 'heartbeat', timeS: 2500, batteryMillivolts: 3900 } as const;
    const driven = { kind: 'mileage', fromS: 2000, untilS: 2500, distanceM: 7 } as const;
    const sent = (under: string) =>
      checked((_, sends) => {
        sends(2500, { other: beat });
        sends(2500, { other: driven });
        sends(2500, { other: { kind: 'withheld', fromS: 2000, untilS: 2500, reason: 'break' } });
      }, under);
    const never = (kind: string, outside: string) =>
      `a record of the kind ${kind} came, and its policy has "outside: ${outside}"`;
    expect(sent('first')).toEqual([never('heartbeat', 'off'), never('mileage', 'off')]);
    expect(sent('beats')).toEqual([never('mileage', 'heartbeat')]);
    expect(sent('counts')).toEqual([]);
  });

  it('knows that a coarse policy cuts the time of a place', () => {
    const cut = (timeS: number) => checked((_, sends) => sends(timeS), 'coarse');
    expect(cut(960)).toEqual([]);
    expect(cut(900)).toHaveLength(1);
  });
});
