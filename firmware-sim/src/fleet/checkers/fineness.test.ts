import { coarsen, useCryptoEngine, type FixRecord } from '@feierabend/protocol';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { levelPrecisions, planOf } from '../../testing/test-fleet.ts';
import { testPolicy } from '../../testing/test-tenant.ts';
import { deviceLiver } from '../virtual/live-devices.ts';
import { tooFine } from './fineness.ts';

const fields = { altitude: true, speed: true, course: true };
const fine = { timeS: 0, latitudeE7: 483_712_347, longitudeE7: 109_012_347 };
const detail = { altitudeM: 487, speedKmh: 53, courseDeg: 77 };

describe('what is finer than a policy', () => {
  it('is nothing that was made coarse by it, anywhere', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -899_999_999, max: 899_999_999 }),
        fc.integer({ min: -1_800_000_000, max: 1_800_000_000 }),
        fc.constantFrom(1, 2, 10, 30, 77, 100, 300, 500, 1000, 20_000, 1_000_000),
        (latitudeE7, longitudeE7, precisionM) => {
          const { fix } = coarsen({ timeS: 0, latitudeE7, longitudeE7, ...detail }, precisionM);
          expect(tooFine(fix, { ...testPolicy, precisionM, fields })).toBeUndefined();
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each<[number, Partial<FixRecord>, RegExp]>([
    [10, { latitudeE5: 4_837_121 }, /centre of a cell of 10 m/u],
    [1000, { longitudeE5: 1_090_123 }, /centre of a cell of 1000 m/u],
    [1, { altitudeM: 487.5 }, /altitude of 487.5 m, and its policy has steps of 1 m/u],
    [30, { altitudeM: 470 }, /altitude of 470 m, and its policy has steps of 20 m/u],
    [100, { altitudeM: 0 }, /altitude of 0 m, and its policy has none/u],
    [100, { speedKmh: 53 }, /speed of 53 km\/h, and its policy has steps of 10 km\/h/u],
    [300, { courseDeg: 77 }, /course of 77 degrees, and its policy has steps of 90 degrees/u],
    [1000, { speedKmh: 0 }, /speed of 0 km\/h, and its policy has none/u],
  ])('at %d m is %o', (precisionM, wrong, sentence) => {
    const { fix } = coarsen(fine, precisionM);
    expect(tooFine({ ...fix, ...wrong }, { ...testPolicy, precisionM, fields })).toMatch(sentence);
  });
});

/** Windows that begin within time steps, as the devices see them: by a start, a policy, and a date that comes back. */
const world = `fleet: 1
name: As fine as a policy allows
from: 2026-03-02T06:50
duration: 8 h
groups:
${levelPrecisions.map((precision, at) => `  - { name: at-${at}, devices: 1, policy: often ${precision}.yaml, track: city }`).join('\n')}
faults:
  - { kind: broker-outage, at: 10 min, for: 2 h }
  - { kind: device-fault, at: 17 min 13 s, fault: power.cut=7s }
  - { kind: device-fault, at: 43 min 49 s, fault: power.cut=40s }
  - { kind: clock-loss, at: 3 h 7 min 11 s }
  - { kind: policy-change, at: 4 h 1 min 17 s, policy: policy.yaml }
`;

describe('a sound device', () => {
  beforeAll(() => useCryptoEngine(nativeCrypto));

  it('tells as much as its policy allows, at each precision and whatever happens, and no more', async () => {
    const live = deviceLiver(await planOf(world));
    const { tally } = await live(levelPrecisions.map((_, index) => index));
    expect(tally.findings.filter(({ checker }) => checker === 'privacy')).toEqual([]);
    expect(tally.sum('fixes')).toBeGreaterThan(1000);
    expect(tally.sum('orders')).toBe(levelPrecisions.length);
  });
});
