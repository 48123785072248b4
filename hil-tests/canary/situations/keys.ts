import type { Day } from '../day.ts';
import type { Situation } from './situation.ts';

/** Somebody leaves, and tries to open with an old key what the successor has closed. */
export const keys = {
  'a key is changed': {
    async atWork(day) {
      const { world } = day.life;
      await day.work(day.nextS + day.gapS);
      if (!world.succeed() || !day.order('restrict', { on: true })) return;
      day.close('closed by a new key');
      // Whether it is refused shows in the places after it.
      world.asPredecessor(() => day.order('restrict', { on: false }));
      await day.canaries(day.nextS, 3);
      if (day.plan.share > 0.5) {
        world.powerCycle();
        await day.wake();
        world.asPredecessor(() => day.order('restrict', { on: false }));
      }
      await day.canaries(day.nextS + 600, 3);
      if (day.order('restrict', { on: false })) day.reopen();
      else day.life.closeForGood('closed by a new key');
    },
    async offDuty(day) {
      if (day.life.world.succeed()) await declaredByPredecessor(day);
    },
  },
} as const satisfies Record<string, Situation>;

async function declaredByPredecessor(day: Day): Promise<void> {
  const fromS = Math.floor(day.nowS);
  const span = { fromS, untilS: fromS + 900, intervalS: 60 };
  day.life.world.asPredecessor(() =>
    day.order('break-glass', { cause: 'theft', ...span, reference: 'AZ 2/26' }),
  );
  for (const afterS of [61, 180, 300]) {
    // The seconds come one after the other.
    // oxlint-disable-next-line no-await-in-loop
    await day.canaries(fromS + afterS, 3, day.reasonOr('declared by an old key'));
  }
}
