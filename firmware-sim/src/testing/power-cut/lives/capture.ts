import { at, testPolicy } from '../../test-tenant.ts';
import { workPlace, type Life } from '../life.ts';

/** The end of a morning: records are taken, their batch is stored when the break begins, the network is there. */
export const captureLife: Life = {
  name: 'capture',
  startS: at(11, 57, 50) + 0.25,
  prepare: (world) => {
    world.apply(testPolicy);
    world.driveTo(at(11, 57, 59), () => workPlace);
  },
  run: (world) => world.driveTo(at(12, 0, 5), () => workPlace),
};
