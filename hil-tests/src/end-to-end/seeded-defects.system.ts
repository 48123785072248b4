import type { SeededDefect } from '@feierabend/firmware-sim';
import { describe, expect, test } from 'vitest';

import { demoWith } from './defect-demo.tool.ts';

/** What the demonstration says of each defect that shows on a day without a change of policy. */
const sentences: Partial<Record<SeededDefect, RegExp>> = {
  'gate-capture': /The gate (?:at store had to stop a position|refused \d+ positions)/u,
  'gate-late': /The gate refused \d+ positions/u,
  'leak-log': /outside the receiver \(.*log: \d+/u,
  'leak-serial': /outside the receiver \(.*serial: \d+/u,
  'leak-mqtt': /outside the receiver \(.*mqtt: \d+/u,
  'leak-journal': /outside the receiver \(.*journal: \d+/u,
  'leak-flash': /outside the receiver \(.*flash: \d+/u,
  'leak-crash': /outside the receiver \(.*flash: \d+/u,
};

describe('a day with a release that breaks the promise', { timeout: 240_000 }, () => {
  test.each(Object.entries(sentences))(
    '%s ends with exit code 7 and is named',
    async (name, sentence) => {
      const { exitCode, findings } = await demoWith(name as SeededDefect);
      expect(findings).toMatch(sentence);
      expect(exitCode).toBe(7);
    },
  );

  test('without a defect the same day ends well', async () => {
    expect(await demoWith()).toEqual({ exitCode: 0, findings: '' });
  });
});
