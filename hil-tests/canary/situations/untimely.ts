import { encodeInstructionBody } from '@feierabend/protocol';

import type { Day } from '../day.ts';
import type { Situation } from './situation.ts';

const hourS = 3600;
/** 1024 weeks: what a receiver loses when the week number of GPS begins again. */
const rolloverS = 1024 * 7 * 24 * hourS;

/** The receiver's time is not what the device's own clock can explain. */
export const untimely = {
  'the clock jumps ahead': {
    async atWork(day) {
      await jump(day, 3 * hourS);
    },
  },
  'the clock jumps back into a window': {
    async offDuty(day) {
      await jump(day, -5 * hourS);
    },
  },
  'the receiver forgets 1024 weeks': {
    async offDuty(day) {
      await jump(day, -rolloverS);
    },
  },
} as const satisfies Record<string, Situation>;

/** From the first epoch of the leap on the device is closed, until somebody whose key it knows says what time it is. */
async function jump(day: Day, errorS: number): Promise<void> {
  for (let count = 0; count < 4; count += 1) {
    await day.canary(day.nextS, { situation: 'the clock jumped', errorS });
  }
  await day.canaries(day.nextS + 30, 3, 'after the clock jumped');
  const timeS = Math.floor(day.nowS);
  const body = encodeInstructionBody('signed-time', { timeS, uncertaintyS: 1 });
  if (!day.life.world.instruct('signed-time', body)) day.life.closeForGood('the clock jumped');
}
