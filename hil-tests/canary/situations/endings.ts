import { encodeInstructionBody, sendInstruction } from '@feierabend/protocol';

import { nextTenant } from '../tenant.ts';
import type { Day } from '../day.ts';
import type { Situation } from './situation.ts';

const buffers = { bufferBytes: 1024, bufferCount: 4 };

/** What a device has taken is to be gone, with the device or without it. */
export const endings = {
  'the reports are wiped': {
    async atWork(day) {
      await day.pile('wiped');
      day.overtake();
      day.order('wipe', { scope: 'reports', data: 'destroy' });
      if (day.plan.share > 0.5) {
        day.life.world.powerCycle();
        await day.wake();
      }
      day.life.world.network.up = true;
    },
  },
  decommissioned: {
    async atWork(day) {
      const { world } = day.life;
      await day.pile('decommissioned');
      world.readJournal();
      day.overtake();
      const body = encodeInstructionBody('wipe', { scope: 'device', data: 'destroy' });
      if (day.plan.share > 0.5) {
        world.instruct('wipe', body);
        world.powerCycle();
      } else {
        const order = world.signed('wipe', body);
        // A device in doubt refuses it, which the places after it show.
        await sendInstruction(world.client, order, buffers).catch(() => {});
        await world.passTo(day.nextS);
      }
      await ended(day, 'decommissioned');
    },
  },
  'provisioning replaced': {
    async atWork(day) {
      await day.pile('provisioning replaced');
      day.overtake();
      day.life.world.changeHands(nextTenant);
      await ended(day, 'provisioning replaced');
    },
  },
} as const satisfies Record<string, Situation>;

/** It is nobody's any more; another board takes its place in the morning. */
async function ended(day: Day, reason: string): Promise<void> {
  const { life } = day;
  life.closeForGood(reason);
  life.nextMorning(() => life.replaceBoard());
  await day.canaries(day.nextS, 5);
  life.world.network.up = true;
  await day.canaries(day.nextS + 600, 3);
  life.world.powerCycle();
  await day.canaries(day.nextS, 3);
}
