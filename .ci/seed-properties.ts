import { readFileSync } from 'node:fs';

import { expect, inject } from 'vitest';

/** Before every test file: those that use fast-check get the seed of the run; the others do not even load it. */
const { testPath = '' } = expect.getState();
if (readFileSync(testPath, 'utf8').includes("from 'fast-check'")) {
  const { configureGlobal, readConfigureGlobal } = await import('fast-check');
  configureGlobal({ ...readConfigureGlobal(), seed: inject('propertySeed') });
}
