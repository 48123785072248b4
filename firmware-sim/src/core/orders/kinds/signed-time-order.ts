import { TrackerError } from '@feierabend/protocol';

import type { TimeKeeper } from '../../clock/time-keeper.ts';
import { orderExecutor, type OrderExecutor } from '../order-executor.ts';
import type { TimeChallenge } from '../time-challenge.ts';

/**
 * `signed-time`: hands the time to the clock. A time that power kept from the clock is over at the next boot, and is not
 * handed on then.
 */
export function signedTimeOrder(time: TimeKeeper, challenge: TimeChallenge): OrderExecutor {
  return orderExecutor('signed-time', {
    refuses({ body }) {
      if (!challenge.isMetBy(body.challenge)) {
        return { code: 'TIME_CHALLENGE', rc: TrackerError.notApplicable };
      }
      return time.canTrust(body.uncertaintyS)
        ? undefined
        : { code: 'TIME_UNCERTAIN', rc: TrackerError.notApplicable };
    },
    carryOut({ body, isRepeated }) {
      challenge.clear();
      if (!isRepeated) time.trust(body);
      return true;
    },
  });
}
