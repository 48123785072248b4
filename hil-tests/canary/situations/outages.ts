import { InternalError } from '@feierabend/protocol';

import { nextImage } from '../upload.ts';
import type { Day } from '../day.ts';
import type { Situation } from './situation.ts';

/** The firmware ends and begins again. */
export const outages = {
  'power is lost': {
    async atWork(day) {
      await day.work(day.nextS + day.gapS);
      day.life.world.powerCycle();
      await day.wake();
    },
    async offDuty(day) {
      day.life.world.powerCycle();
      await day.wake();
    },
  },
  'power is lost while flash is written': {
    async atWork(day) {
      const { world } = day.life;
      const before = world.powerCuts;
      world.cutAfter(Math.floor(day.plan.share * 12));
      for (let count = 0; count < 12 && world.powerCuts === before; count += 1) {
        await day.work(day.nextS + 300);
      }
      world.keepPower();
      await day.wake();
    },
    async offDuty(day) {
      const { world } = day.life;
      world.cutAfter(Math.floor(day.plan.share * 3));
      day.apply({});
      world.keepPower();
      await day.canaries(day.nextS, 3);
      day.apply({});
      await day.wake();
    },
  },
  'a reset is asked for': {
    async atWork(day) {
      await day.work(day.nextS + day.gapS);
      await reset(day);
      await day.wake();
    },
    async offDuty(day) {
      await reset(day);
      await day.wake();
    },
  },
  'a crash': {
    atWork: crash,
    offDuty: crash,
  },
  'new firmware': {
    async offDuty(day) {
      await nextImage(day);
      await day.wake();
    },
  },
} as const satisfies Record<string, Situation>;

async function reset(day: Day): Promise<void> {
  await day.life.ask('reset');
  await day.life.world.passTo(day.nextS);
}

/** A driver fails with an error that quotes what it was doing. */
async function crash(day: Day): Promise<void> {
  const { world } = day.life;
  const place = day.life.places.canaryAt(day.nextS, 'quoted by an error');
  const [latitude, longitude] = [place.latitudeE7, place.longitudeE7].map((e7) => e7 / 1e7);
  world.breakSerial(new InternalError(`no room for ${latitude},${longitude}`));
  await day.work(day.nextS);
  await day.life.ask('status');
  await world.passTo(day.nextS);
  await day.wake();
}
