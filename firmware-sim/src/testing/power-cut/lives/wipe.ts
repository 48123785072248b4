import { at } from '../../test-tenant.ts';
import type { Life } from '../life.ts';
import { pile, wipedFramesIn } from '../piled-frames.ts';

/** Frames with places, as somebody finds them who reads the chip. */
let stored: readonly Uint8Array[] = [];

/** Reports that wait are destroyed on instruction: none of their bytes is back after that was answered for. */
export const wipeLife: Life = {
  name: 'wipe of reports',
  startS: at(8, 59, 50) + 0.25,
  deletes: true,
  prepare: (world) => {
    stored = pile(world);
  },
  run: (world, done) => {
    const order = { scope: 'reports', data: 'destroy' } as const;
    if (world.order('wipe', order, { cosigner: null }).accepted) done('wiped');
  },
  check: (after, done) => (done.includes('wiped') ? wipedFramesIn(after, stored) : []),
};
