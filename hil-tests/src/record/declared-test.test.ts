import { expect, test } from 'vitest';

import { leftOutOf, unreachedOf, type DeclaredTest } from './declared-test.ts';
import { isTestOutcome } from './outcomes.ts';
import { sampleRun } from '../evidence/sample-evidence.test-data.ts';

const declared: readonly DeclaredTest[] = ['identify', 'soak'].map((suite) => ({
  id: `${suite}/lives`,
  suite,
  name: 'lives',
  clauses: ['TOM-9'],
  needs: ['smp'],
}));

test('a run that was ended while its tests were read has them all, and none of another suite', () => {
  const { bench } = sampleRun().record;
  const tests = unreachedOf(declared, ['soak']);
  expect(tests).toMatchObject([
    { id: 'soak/lives', outcome: 'ABORTED', attempts: [], reason: 'the run was ended before' },
  ]);
  expect(tests.every((one) => isTestOutcome(one, bench))).toBe(true);
  expect(leftOutOf(declared, ['soak'])).toEqual([{ id: 'identify/lives', clauses: ['TOM-9'] }]);
});
