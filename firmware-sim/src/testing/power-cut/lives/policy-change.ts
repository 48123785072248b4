import { at, testPolicy } from '../../test-tenant.ts';
import { workPlace, type Life } from '../life.ts';

const { intervals } = testPolicy;
const rarer = { ...testPolicy, intervals: { ...intervals, movingS: 20 } };

/**
 * A policy that asks less often comes in the middle of a batch, and lets go out what was taken before it; it is in force when it
 * was answered for, and whole or not at all before.
 */
export const policyChangeLife: Life = {
  name: 'policy change',
  startS: at(9) + 0.25,
  prepare: (world) => {
    world.apply(testPolicy);
    world.driveTo(at(9, 0, 30), () => workPlace);
  },
  run: (world, done) => {
    if (world.apply(rarer).accepted) done('rarer');
    world.driveTo(at(9, 1), () => workPlace);
  },
  check: (after, done) => {
    const movingS = after.duty.active?.policy.intervals.movingS;
    if (movingS === undefined) return ['no policy is in force'];
    const allowed = done.includes('rarer') ? [20] : [intervals.movingS, 20];
    return allowed.includes(movingS)
      ? []
      : [`a policy with a place every ${movingS} s is in force`];
  },
};
