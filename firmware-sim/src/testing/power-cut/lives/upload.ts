import { at, testPolicy } from '../../test-tenant.ts';
import { workPlace, type Life } from '../life.ts';

/** The network comes back after a morning without it, and takes everything. */
export const uploadLife: Life = {
  name: 'upload',
  startS: at(7, 59, 50) + 0.25,
  prepare: (world) => {
    world.apply(testPolicy);
    world.network.up = false;
    world.driveTo(at(9, 50), () => workPlace);
  },
  run: (world) => {
    world.network.up = true;
    world.driveTo(at(9, 50, 30), () => workPlace);
  },
};
