import { TrackerError, verifyReceipt, type CompiledPolicy } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { driven, fixesIn, place, takenBy, type SeededLife } from '../../testing/seeded-life.ts';
import {
  at,
  policyInstruction,
  stranger,
  testImage,
  testPolicy,
} from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';
import { flashMap } from '../storage/flash-map.ts';
import type { SeededDefect } from './defect-list.ts';

const dayS = 86_400;
/** The Sunday before the test Monday, 02:00 by the clock before and 01:00 by the one after. */
const hourBackS = at(0) - dayS + 2 * 3600;
const tightened: CompiledPolicy = { ...testPolicy, precisionM: 100 };

/** The last second of an hour that a fix was taken in, counted from an instant. */
const lastAfter = (fromS: number, world: TestTracker) =>
  (fixesIn(world).at(-1)?.timeS ?? Number.NaN) - fromS;
const answerTo = (world: TestTracker, bytes: Uint8Array) => {
  const decision = world.duty.instruct(bytes);
  return decision.accepted ? 'obeyed' : decision.rc;
};
const kindsIn = (world: TestTracker, kind: string) => {
  world.passTo(world.nowS + 1300);
  return world.reports.entries.filter((entry) => entry.kind === kind).length > 0;
};
/** Whether bytes that waited to be sent lie in the flash. */
const framesIn = (world: TestTracker) =>
  world.duty.outbox.waiting().flatMap((id) => world.duty.outbox.read(id)?.frame ?? []);
const holds = (world: TestTracker, bytes: Uint8Array | undefined) => {
  const { at: from, sizeBytes } = flashMap.outbox;
  return Buffer.from(world.cells.read(from, sizeBytes)).includes(Buffer.from(bytes ?? 'nothing'));
};

function wiped(defects: readonly SeededDefect[]) {
  const world = driven(defects, at(9), at(9));
  world.network.up = false;
  world.driveTo(at(9, 20), () => place);
  const frame = framesIn(world).at(-1);
  world.order('wipe', { scope: 'reports', data: 'destroy' }, { cosigner: null });
  const key = world.tracker.identity?.sign.publicKey ?? new Uint8Array();
  const read = verifyReceipt(world.duty.receipts.read(0) ?? new Uint8Array(), key);
  const attested = read.ok && read.value.attested;
  return { world, facts: { attested, left: holds(world, frame) } };
}

/** What a sound device does, and what the same life is with each defect. */
const lives: readonly SeededLife[] = [
  {
    defect: 'window-minute',
    sound: -6,
    seeded: 54,
    observe: (defects) => lastAfter(at(12), driven(defects, at(11, 50), at(12, 30))),
  },
  {
    defect: 'break-ignored',
    sound: false,
    seeded: true,
    observe: (defects) => takenBy(driven(defects, at(12, 5), at(12, 10))),
  },
  {
    defect: 'dst-ignored',
    sound: false,
    seeded: true,
    observe: (defects) => {
      const offsets = [
        { fromS: testPolicy.validFromS, offsetMin: 120 },
        { fromS: at(0) - dayS + 2 * 3600, offsetMin: 60 },
      ];
      const startS = hourBackS + 4 * 3600;
      // 06:00 to 07:00 by the clock, and 07:00 to 08:00 by the one that was not changed.
      const week = testPolicy.week.map(() => [{ startMin: 420, endMin: 480 }]);
      return takenBy(driven(defects, startS, startS + 300, { offsets, week }));
    },
  },
  {
    defect: 'holiday-ignored',
    sound: false,
    seeded: true,
    observe: (defects) => {
      const exceptions = [{ dayNumber: Math.floor(at(12) / dayS), windows: [] }];
      return takenBy(driven(defects, at(9), at(9, 5), { exceptions }));
    },
  },
  {
    defect: 'expired-open',
    sound: false,
    seeded: true,
    observe: (defects) =>
      takenBy(driven(defects, at(9), at(9, 5), { validUntilS: at(8), reviewS: at(8) })),
  },
  {
    defect: 'floor-ignored',
    sound: 10,
    seeded: 1,
    observe: (defects) => {
      const world = driven(defects, at(9), at(9));
      world.driveTo(at(9, 20), (timeS) => ({ ...place, speedKmh: timeS % 2 === 0 ? 0 : 50 }));
      const times = fixesIn(world).map(({ timeS }) => timeS);
      return Math.min(...times.slice(1).map((timeS, index) => timeS - (times[index] ?? 0)));
    },
  },
  {
    defect: 'precision-ignored',
    sound: 1,
    seeded: 15,
    observe: (defects) => {
      const world = driven(defects, at(9), at(9), { precisionM: 1000 });
      world.driveTo(at(9, 20), (timeS) => ({
        ...place,
        longitude: place.longitude + Math.floor((timeS - at(9)) / 60) * 1e-4,
      }));
      return new Set(fixesIn(world).map(({ longitudeE5 }) => longitudeE5)).size;
    },
  },
  {
    defect: 'private-ignored',
    sound: false,
    seeded: true,
    observe: (defects) => {
      const world = driven(defects, at(7, 50), at(7, 55), { privateSwitch: true });
      world.device.setInput('private-switch', true);
      world.driveTo(at(8, 5), () => place);
      return takenBy(world);
    },
  },
  {
    defect: 'retention-ignored',
    sound: 0,
    seeded: 1,
    observe: (defects) => {
      const world = driven(defects, at(9), at(9), { retentionS: 3600 });
      world.network.up = false;
      world.driveTo(at(9, 20), () => place);
      world.passTo(at(13));
      const old = world.duty.outbox.waiting().filter((id) => {
        const entry = world.duty.outbox.read(id);
        return entry?.positions === true && entry.fromS < at(11);
      });
      return Math.min(old.length, 1);
    },
  },
  {
    defect: 'indicator-dark',
    sound: 'on',
    seeded: 'off',
    observe: (defects) => driven(defects, at(9), at(9, 1)).device.indicator,
  },
  {
    defect: 'clock-believed',
    sound: false,
    seeded: true,
    observe: (defects) => takenBy(driven(defects, at(9), at(9) + 2)),
  },
  {
    defect: 'leap-followed',
    sound: 'jumped',
    seeded: 'trusted',
    observe: (defects) => {
      const world = driven(defects, at(9), at(9, 1));
      world.driveTo(at(9, 2), () => place, 7200);
      return world.duty.time.state;
    },
  },
  {
    defect: 'signature-unchecked',
    sound: TrackerError.badSignature,
    seeded: 'obeyed',
    observe: (defects) => {
      const order = policyInstruction(tightened, { sequence: 2, cosigner: null });
      // The signature is the end of the message.
      const last = order.length - 1;
      const forged = order.with(last, (order[last] ?? 0) ^ 1);
      return answerTo(driven(defects, at(9), at(9)), forged);
    },
  },
  {
    defect: 'stranger-obeyed',
    sound: TrackerError.unknownKey,
    seeded: 'obeyed',
    observe: (defects) =>
      answerTo(
        driven(defects, at(9), at(9)),
        policyInstruction(tightened, { sequence: 2, signer: stranger }),
      ),
  },
  {
    defect: 'second-unasked',
    sound: TrackerError.needsSecondSignature,
    seeded: 'obeyed',
    observe: (defects) =>
      answerTo(
        driven(defects, at(9), at(9), { precisionM: 100 }),
        policyInstruction(testPolicy, { sequence: 2, cosigner: null }),
      ),
  },
  {
    defect: 'replay-accepted',
    sound: TrackerError.oldSequence,
    seeded: 'obeyed',
    observe: (defects) => {
      const world = driven(defects, at(9), at(9));
      world.apply(tightened);
      return answerTo(world, policyInstruction(testPolicy, { sequence: 1 }));
    },
  },
  {
    defect: 'challenge-ignored',
    sound: [false, undefined],
    seeded: [true, at(9)],
    observe: (defects) => {
      const world = driven(defects, at(9), at(9));
      world.duty.challenge.ask();
      const other = { timeS: at(9), uncertaintyS: 1, challenge: new Uint8Array(16) };
      const { accepted } = world.order('signed-time', other);
      return [accepted, world.duty.time.nowS()];
    },
  },
  {
    defect: 'tenant-unchecked',
    sound: TrackerError.wrongTenant,
    seeded: 'obeyed',
    observe: (defects) =>
      answerTo(
        driven(defects, at(9), at(9)),
        policyInstruction(tightened, { sequence: 2, tenant: 'other' }),
      ),
  },
  {
    defect: 'device-unchecked',
    sound: TrackerError.wrongDevice,
    seeded: 'obeyed',
    observe: (defects) =>
      answerTo(
        driven(defects, at(9), at(9)),
        policyInstruction(tightened, { sequence: 2, device: 'van-8' }),
      ),
  },
  {
    defect: 'journal-gap',
    sound: true,
    seeded: false,
    observe: (defects) => kindsIn(driven(defects, at(7, 59), at(8, 1)), 'mode'),
  },
  {
    defect: 'refusal-unnoted',
    sound: true,
    seeded: false,
    observe: (defects) => {
      const world = driven(defects, at(7, 59), at(8, 1));
      world.duty.instruct(Uint8Array.of(1, 2, 3));
      return kindsIn(world, 'instruction-refused');
    },
  },
  {
    defect: 'place-withheld',
    sound: 0,
    seeded: 2,
    observe: (defects) => {
      const world = driven(defects, at(12, 1), at(12, 29));
      world.driveTo(at(12, 50), () => undefined);
      return fixesIn(world).length;
    },
  },
  {
    defect: 'place-heartbeat',
    sound: 0,
    seeded: 1,
    observe: (defects) => {
      const beating = { outside: 'heartbeat', heartbeatS: 600 } as const;
      return fixesIn(driven(defects, at(18), at(18, 15), beating)).length;
    },
  },
  {
    defect: 'extra-recipient',
    sound: [],
    seeded: ['REPORT_RECIPIENT'],
    observe: (defects) => [...new Set(driven(defects, at(9), at(9, 1)).reports.faults)],
  },
  {
    defect: 'session-reused',
    sound: [],
    seeded: ['REPORT_SESSION_CONFLICT', 'REPORT_REPLAY'],
    observe: (defects) => {
      const world = driven(defects, at(9), at(9, 20));
      world.powerCycle();
      world.driveTo(at(9, 40), () => place);
      return [...new Set(world.reports.faults)];
    },
  },
  {
    defect: 'size-telling',
    sound: true,
    seeded: false,
    observe: (defects) => {
      const parked = { ...place, speedKmh: 0 };
      const world = driven(defects, at(9), at(9));
      world.driveTo(at(9, 16), () => parked);
      world.driveTo(at(9, 32), () => place);
      const sizes = world.network.delivered
        .filter(({ channel }) => channel === 'report')
        .map(({ payload }) => payload.length)
        .slice(1);
      return sizes.every((size) => (size - (sizes[0] ?? 0)) % 64 === 0);
    },
  },
  {
    defect: 'wrong-topic',
    sound: true,
    seeded: false,
    observe: (defects) => fixesIn(driven(defects, at(9), at(9, 20))).length > 0,
  },
  {
    defect: 'report-twice',
    sound: [],
    seeded: ['REPORT_REPLAY'],
    observe: (defects) => [...new Set(driven(defects, at(9), at(9, 20)).reports.faults)],
  },
  {
    defect: 'record-lost',
    sound: true,
    seeded: false,
    observe: (defects) => {
      const world = driven(defects, at(9), at(9, 5));
      world.powerCycle();
      world.driveTo(at(9, 6), () => place);
      return fixesIn(world).length > 0;
    },
  },
  {
    defect: 'deletion-marked',
    sound: { attested: true, left: false },
    seeded: { attested: true, left: true },
    observe: (defects) => wiped(defects).facts,
  },
  {
    defect: 'deletion-undone',
    sound: [true, false],
    seeded: [true, true],
    observe: (defects) => {
      const { world, facts } = wiped(defects);
      world.network.up = true;
      world.passTo(world.nowS + 60);
      return [facts.attested, fixesIn(world).some(({ timeS }) => timeS < at(9, 19))];
    },
  },
  {
    defect: 'self-test-ignored',
    sound: false,
    seeded: true,
    observe: (defects) => {
      const image = testImage(0, { selfTest: 'fail', defects: [...defects] });
      return !makeTestTracker({ image }).log.some((line) => line.includes('self-test: failed'));
    },
  },
  {
    defect: 'rollback-allowed',
    sound: 'not-found',
    seeded: 'selected',
    observe: (defects) => {
      const image = testImage(1, { counter: 5, defects: [...defects] });
      const world = makeTestTracker({ image });
      const { slots } = world.tracker;
      const old = testImage(0, { counter: 4 });
      slots.eraseSecond();
      world.cells.program(slots.secondArea.at, old);
      const found = slots.list().find(({ active }) => !active);
      return found === undefined ? 'not-found' : slots.select(found.image.hash, true);
    },
  },
];

describe('a life with a seeded defect', () => {
  it.each(lives)('$defect: what is otherwise is exactly that', ({ sound, seeded, ...life }) => {
    expect(life.observe([])).toEqual(sound);
    expect(life.observe([life.defect])).toEqual(seeded);
  });
});
