import type { Situation } from './situation.ts';

/** Places were taken as the policy said, and a tighter one comes before they are where they should go. */
export const overtaken = {
  'tightened while places wait in RAM': {
    async atWork(day) {
      day.flush();
      // A minute or two of records: fewer than a batch, and younger.
      for (let count = 0; count < 4; count += 1) {
        const options = { situation: 'tightened in RAM', kind: 'overtaken' } as const;
        await day.canary(day.nextS + day.gapS, options);
      }
      day.tighten();
      await day.canaries(day.nextS, 3);
    },
  },
  'tightened while frames wait in flash': {
    async atWork(day) {
      await day.pile('tightened in flash');
      day.tighten();
      await day.canaries(day.nextS + 600, 3);
      day.life.world.network.up = true;
    },
  },
  'tightened while frames are on their way': {
    async atWork(day) {
      const { network } = day.life.world;
      network.up = true;
      day.flush();
      network.isBlackHole = true;
      for (let count = 0; count < 4; count += 1) {
        const options = { situation: 'tightened on the way', kind: 'overtaken' } as const;
        await day.canary(day.nextS + day.gapS, options);
      }
      day.flush();
      day.tighten();
      await day.canaries(day.nextS + 60, 3);
      network.up = false;
      network.isBlackHole = false;
      network.up = true;
    },
  },
} as const satisfies Record<string, Situation>;
