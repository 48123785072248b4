import { at, testPolicy } from '../../test-tenant.ts';
import { workPlace, type Life } from '../life.ts';

const coarser = { ...testPolicy, precisionM: 100 };

/** A coarser policy comes in the middle of a batch; it is in force when it was answered for, and whole or not at all before. */
export const policyChangeLife: Life = {
  name: 'policy change',
  startS: at(9) + 0.25,
  prepare: (world) => {
    world.apply(testPolicy);
    world.driveTo(at(9, 0, 30), () => workPlace);
  },
  run: (world, done) => {
    if (world.apply(coarser).accepted) done('coarser');
    world.driveTo(at(9, 1), () => workPlace);
  },
  check: (after, done) => {
    const precisionM = after.duty.active?.policy.precisionM;
    if (precisionM === undefined) return ['no policy is in force'];
    const allowed = done.includes('coarser') ? [100] : [10, 100];
    return allowed.includes(precisionM) ? [] : [`a policy of ${precisionM} m is in force`];
  },
};
