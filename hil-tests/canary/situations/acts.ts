import { sosS } from '../tenant.ts';
import type { Day } from '../day.ts';
import type { Situation } from './situation.ts';

/** What people do to a device beside its hours: a switch, a call, an instruction over the policy. */
export const acts = {
  'the private switch': {
    async atWork(day) {
      const { world } = day.life;
      await day.work(day.nextS + day.gapS);
      world.touch('private-switch', true);
      day.close('private switch');
      await day.canaries(day.nextS, 3);
      if (isLong(day)) {
        world.powerCycle();
        await day.wake();
      }
      await day.canaries(day.nextS + 600, 3);
      world.touch('private-switch', false);
      day.reopen();
    },
  },
  restricted: {
    async atWork(day) {
      await under(day, 'restrict', 'restricted');
    },
  },
  'reduced to mileage': {
    async atWork(day) {
      await under(day, 'reduce', 'reduced');
    },
  },
  'a call for help': {
    morning: call,
    atWork: call,
  },
  'break-glass': {
    async morning(day) {
      await day.canaries(day.nextS, 3, day.reasonOr('before a break-glass'));
      const announcedS = Math.floor(day.nowS);
      const untilS = announcedS + 900;
      // It claims an hour that is over, of which nothing may be there.
      const span = { fromS: announcedS - 3600, untilS, intervalS: 60 };
      if (!day.order('break-glass', { cause: 'theft', ...span, reference: 'AZ 1/26' })) return;
      await day.canaries(announcedS + 1, 3, day.reasonOr('break-glass announced'));
      await day.canaries(announcedS + 55, 4, day.reasonOr('break-glass announced'));
      if (isLong(day)) {
        day.life.world.powerCycle();
        await day.canaries(day.nextS, 3, day.reasonOr('clock not trusted yet'));
      }
      for (const share of [0.2, 0.4, 0.9]) {
        await day.traced(Math.floor(announcedS + 900 * share));
      }
      await day.canaries(untilS, 9, day.reasonOr('after a break-glass'));
    },
  },
} as const satisfies Record<string, Situation>;

/** Something goes on for longer, or over a reset. */
function isLong(day: Day): boolean {
  return day.plan.share > 0.5;
}

/** An instruction that holds for a while, or until the next morning. */
async function under(day: Day, kind: 'restrict' | 'reduce', situation: string): Promise<void> {
  await day.work(day.nextS + day.gapS);
  if (!day.order(kind, { on: true })) return;
  day.close(situation);
  await day.canaries(day.nextS, 3);
  await day.canaries(day.nextS + 600, 3);
  const lift = () => {
    if (!day.order(kind, { on: false })) day.life.closeForGood(situation);
  };
  if (isLong(day)) {
    day.life.world.powerCycle();
    await day.wake();
    day.life.nextMorning(lift);
  } else {
    lift();
    day.reopen();
  }
}

/** Places for those who are called, and for nobody once the time of the call is over. */
async function call(day: Day): Promise<void> {
  const { world } = day.life;
  world.touch('sos', true);
  world.touch('sos', false);
  const calledS = Math.floor(day.nowS);
  await called(day, day.nextS);
  if (isLong(day)) {
    world.powerCycle();
    await day.canaries(day.nextS, 3, day.reasonOr('clock not trusted yet'));
  }
  await called(day, calledS + 120);
  await called(day, calledS + sosS - 10);
  // The second in which it ends may count as either.
  for (const afterS of [1, 2, 20]) {
    await day.work(calledS + sosS + afterS);
  }
}

async function called(day: Day, fromS: number): Promise<void> {
  for (let timeS = fromS; timeS < fromS + 3; timeS += 1) {
    // The seconds come one after the other.
    // oxlint-disable-next-line no-await-in-loop
    await day.canary(timeS, { situation: 'a call for help', kind: 'called' });
  }
}
