import { expect, test } from 'vitest';

import { derivedFiles } from './run-files.ts';
import { sampleRun } from './sample-evidence.test-data.ts';

test('what follows from a record does not depend on the order in which digests were noted', () => {
  const { record, attachments } = sampleRun();
  const digests = { 'policy 2': 'aa'.repeat(32), 'policy 10': 'bb'.repeat(32) };
  const turned = Object.fromEntries(Object.entries(digests).toReversed());
  const textOf = (noted: Record<string, string>) =>
    [...derivedFiles({ ...record, digests: noted }, attachments).values()].map(String);
  expect(textOf(turned)).toEqual(textOf(digests));
});
