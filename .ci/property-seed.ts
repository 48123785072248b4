import { randomInt } from 'node:crypto';

import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where fast-check starts in this run. */
    propertySeed: number;
  }
}

const variable = 'FEIERABEND_SEED';
/** fast-check's seeds are 32-bit signed integers. */
const seedMax = 0x7fff_ffff;

/** Once per run: one seed for all property tests, said where a failed run can be read. */
export function setup(project: TestProject): void {
  const seed = propertySeed(process.env[variable]);
  project.provide('propertySeed', seed);
  project.vitest.logger.log(` property tests use seed ${seed}; ${variable}=${seed} replays them`);
}

/** The seed somebody wants again, or a fresh one. */
export function propertySeed(wanted: string | undefined): number {
  if (wanted === undefined || wanted === '') return randomInt(seedMax);
  const seed = Number(wanted);
  if (/^\d{1,10}$/u.test(wanted) && seed <= seedMax) return seed;
  throw new RangeError(
    `Expected a whole number from 0 to ${seedMax} in ${variable}, but it is "${wanted}"; ` +
      'copy the number that the failed run printed, or unset it.',
  );
}
