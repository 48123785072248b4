import { describe, expect, test } from 'vitest';

import { demoWith } from './defect-demo.tool.ts';

// All of them, and what is not found on a day as short as this: seeded-defects.system.ts and hil-tests/canary.
describe('a day with a release that breaks the promise', { timeout: 240_000 }, () => {
  test('leak-log ends with exit code 7 and names the channel', async () => {
    const { exitCode, findings } = await demoWith('leak-log');
    expect(exitCode).toBe(7);
    expect(findings).toMatch(/CHECK FAILED: \d+ positions of private hours .* \(log: \d+\)/u);
  });
});
