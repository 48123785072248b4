import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readRunRecord } from '../../fleet/result/run-record.ts';
import { runFirmwareSim } from '../../program.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(name: string) {
  const out = join(folder, name);
  let stderr = '';
  const exitCode = await runFirmwareSim(
    ['fleet', `scenarios/${name}.yaml`, '--virtual', '--out', out],
    {
      stdout: { write: () => true },
      stderr: { write: (text) => (stderr += text) },
      signal: new AbortController().signal,
    },
  );
  const record = readRunRecord(await readFile(join(out, 'run.json'), 'utf8'), name);
  const failed = record.assertions.filter(({ holds }) => !holds).map(({ text }) => text);
  return { exitCode, stderr, failed, record };
}

describe('the shipped scenarios', () => {
  it('end green, a hundred devices and a day of faults included', async () => {
    expect(await run('city-day')).toMatchObject({ exitCode: 0, stderr: '', failed: [] });
  }, 600_000);

  it('end red by what the gate at send would have stopped, and by nothing else', async () => {
    const { exitCode, stderr, failed, record } = await run('seeded-defect');
    expect({ exitCode, failed }).toEqual({ exitCode: 7, failed: ['leaks == 0'] });
    expect(stderr).toContain('FLEET_RED');
    const { findings } = record.account.tally;
    expect(findings.every(({ checker }) => checker === 'privacy')).toBe(true);
    expect(new Set(findings.map(({ device }) => device)).size).toBeGreaterThan(1);
  }, 120_000);
});
