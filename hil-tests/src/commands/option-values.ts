import { createRequire } from 'node:module';

import { isSeededDefect, seededDefects, type SeededDefect } from '@feierabend/firmware-sim';
import { InvalidArgumentError } from 'commander';

import { suiteNames, type SuiteName } from '../suites/suite-list.ts';

export function seed(text: string): number {
  if (/^\d{1,10}$/u.test(text) && Number(text) <= 0xffff_ffff) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.');
}

export function suite(name: string, before: readonly SuiteName[]): SuiteName[] {
  const known = suiteNames.find((one) => one === name);
  if (known !== undefined) return [...before, known];
  throw new InvalidArgumentError(`Expected one of ${suiteNames.join(', ')}.`);
}

export function defect(name: string, before: readonly SeededDefect[]): SeededDefect[] {
  if (isSeededDefect(name)) return [...before, name];
  throw new InvalidArgumentError(`Expected one of ${Object.keys(seededDefects).join(', ')}.`);
}

/** The bench of whoever names none. */
export function shippedBench(): string {
  return createRequire(import.meta.url).resolve('@feierabend/hil-tests/benches/virtual.yaml');
}
