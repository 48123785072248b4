import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { UsageError } from '@feierabend/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Outcome } from '../outcome/outcome.ts';
import { isAttemptOutcome, isPhaseOutcome } from '../record/outcomes.ts';
import { TestRecorder } from './test-recorder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hil-recorder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const recorder = () => {
  let atMs = 0;
  return new TestRecorder(folder, () => (atMs += 10));
};
const fault = new UsageError({ code: 'X', expected: 'e', came: 'c', next: 'n' });

describe('what a test has recorded', () => {
  test.each([
    ['PASS', 0, 'PASS'],
    ['TIMEOUT', 0, 'TIMEOUT'],
    // A value outside of its limits is held against the product, whatever came after it.
    ['TIMEOUT', 9, 'FAIL'],
    ['ERROR', 9, 'ERROR'],
    ['ABORTED', 9, 'ABORTED'],
  ] as const)('and ended %s with %i of at most 5 is %s', (ended, value, outcome) => {
    const record = recorder();
    record.measure('reports lost', value, { max: 5 });
    const attempt = record.end(ended, ended === 'PASS' ? undefined : fault);
    expect(attempt.outcome).toBe<Outcome>(outcome);
    expect(isAttemptOutcome(attempt)).toBe(true);
    expect(attempt.phases.every(isPhaseOutcome)).toBe(true);
  });

  test('keeps its phases apart, and the one that threw is not the one that measured', async () => {
    const record = recorder();
    await record.phase('measure', async () => record.measure('delay', 3, { unit: 's', max: 1 }));
    const thrown = record.phase('fetch', () => Promise.reject(fault));
    await expect(thrown).rejects.toBe(fault);
    const attempt = record.end('FAIL', fault);
    expect(attempt.phases.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['measure', 'FAIL'],
      ['fetch', 'FAIL'],
    ]);
    expect(isAttemptOutcome(attempt)).toBe(true);
    expect(() => record.checkLimits()).toThrow(/MEASUREMENT_LIMITS|delay/u);
  });

  test('proves nothing where nothing was measured', () => {
    expect(() => recorder().checkLimits()).toThrow('measures nothing');
    const record = recorder();
    record.measure('reports', 3);
    expect(() => record.checkLimits()).not.toThrow();
  });

  test('lies under its digest', async () => {
    const record = recorder();
    record.attach({ name: 'log', kind: 'log', mime: 'text/plain' }, 'abc');
    const [attachment] = record.end('PASS').phases[0]?.attachments ?? [];
    expect(attachment).toMatchObject({ bytes: 3, kind: 'log' });
    expect(await readdir(folder)).toEqual([attachment?.sha256]);
  });
});
