import { at, testPolicy } from '../../test-tenant.ts';
import { workPlace, type Life } from '../life.ts';

const note = { reason: 'x'.repeat(120), author: 'y'.repeat(120), note: 'z'.repeat(120) };

/** The journal is full of acknowledged entries: the oldest make way for a checkpoint. */
export const journalCutLife: Life = {
  name: 'journal cut',
  startS: at(9) + 0.25,
  prepare: (world) => {
    world.apply(testPolicy);
    world.driveTo(at(9, 0, 5), () => workPlace);
    while (world.duty.journal.length < 270) world.duty.note('tamper', note);
    world.apply({ ...testPolicy, precisionM: 100 });
  },
  run: (world) => {
    while (world.duty.journal.first === 0) world.duty.note('tamper', note);
  },
};
