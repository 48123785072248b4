import type { CompiledPolicy } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { at, testPolicy } from '../../testing/test-tenant.ts';
import { Capture } from './capture.ts';

const openS = at(8);
const place = { latitudeE7: 483_700_000, longitudeE7: 109_000_000, altitudeM: 500, courseDeg: 90 };

function capture(changes: Partial<CompiledPolicy> = {}) {
  const one = new Capture({ ...testPolicy, ...changes }, openS);
  /** Seconds after the opening at which a record was made. */
  const taken = (seconds: number, speedAt: (s: number) => number) =>
    Array.from({ length: seconds }, (_, s) => s).filter(
      (s) => one.fix({ ...place, timeMs: (openS + s) * 1000, speedKmh: speedAt(s) }) !== undefined,
    );
  return { one, taken };
}

describe('capture', () => {
  it('takes the first fix at once, then one for each moving interval', () => {
    expect(capture().taken(35, () => 50)).toEqual([0, 10, 20, 30]);
  });

  it('takes fewer when parked, and one more when it starts to move', () => {
    expect(capture().taken(150, (s) => (s < 95 ? 0 : 40))).toEqual([
      0, 60, 95, 105, 115, 125, 135, 145,
    ]);
  });

  it('never goes below the floor, however often a vehicle starts and stops', () => {
    const { taken } = capture({ intervals: { movingS: 30, parkedS: 600, floorS: 30 } });
    expect(taken(100, (s) => (s % 4 < 2 ? 0 : 40))).toEqual([0, 30, 60, 90]);
  });

  it('lets the receiver rest between fixes that are far apart, and not between near ones', () => {
    const far = capture({ intervals: { movingS: 60, parkedS: 600, floorS: 60 } });
    expect(far.one.receiverFromS).toBe(openS);
    far.taken(5, () => 50);
    expect(far.one.receiverFromS).toBe(openS + 4 + 59);
    expect(far.one.gapDueS).toBe(openS + 4 + 59 + 60);
    const near = capture();
    near.taken(5, () => 50);
    expect(near.one.receiverFromS).toBe(openS + 4);
  });

  it('leaves out the fields that the policy does not name', () => {
    const fix = { ...place, timeMs: openS * 1000, speedKmh: 50 };
    expect(capture().one.fix(fix)).toEqual({
      kind: 'fix',
      timeS: openS,
      latitudeE5: expect.any(Number),
      longitudeE5: expect.any(Number),
      speedKmh: 50,
    });
    const fields = { altitude: true, speed: false, course: true };
    expect(capture({ fields }).one.fix(fix)).toMatchObject({ altitudeM: 500, courseDeg: 90 });
  });

  it('does not round a time to before the second it started at', () => {
    const one = new Capture({ ...testPolicy, precisionM: 1000 }, openS + 42);
    const record = one.fix({ ...place, timeMs: (openS + 50) * 1000, speedKmh: 0 });
    expect(record).toMatchObject({ timeS: openS + 42 });
  });

  it('reports a minute without a position, and why', () => {
    const { one } = capture();
    expect(one.tick(openS + 59, false)).toBeUndefined();
    const noFix = { kind: 'no-fix', timeS: openS + 60, reason: 'no-signal' };
    expect(one.tick(openS + 60, false)).toEqual(noFix);
    expect(one.tick(openS + 61, true)).toBeUndefined();
    expect(one.tick(openS + 120, true)).toMatchObject({ reason: 'receiver-silent' });
  });
});
