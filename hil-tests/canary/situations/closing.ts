import type { Situation } from './situation.ts';

/** The policy itself closes the day, or what is left of it. */
export const closing = {
  holiday: {
    async morning(day) {
      day.apply({ freeToday: true });
      day.close('holiday');
    },
  },
  expired: {
    async atWork(day) {
      // Until the next minute: what is valid until a second is closed in that second.
      const untilS = Math.ceil((day.nowS + 60) / 60) * 60;
      day.apply({ validUntilS: untilS });
      await day.work(untilS - day.gapS);
      await day.life.world.passTo(untilS - 0.5);
      day.close('expired');
      await day.canaries(untilS, 9);
    },
  },
  'not valid yet': {
    async atWork(day) {
      day.apply({ validFromS: day.endS });
      day.close('not valid yet');
      await day.canaries(day.nextS, 5);
    },
  },
} as const satisfies Record<string, Situation>;
