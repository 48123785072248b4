import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { policyText } from './testing/policy-text.ts';

const program = fileURLToPath(new URL('../bin/firmware-sim.js', import.meta.url));
const startedMs = 3_000;

it('ends a simulated life at Ctrl-C, though it leaves no room for a handler', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'simulate-'));
  const policy = join(folder, 'p.yaml');
  await writeFile(policy, policyText);
  const span = ['--from', '2026-01-01', '--to', '2027-01-01', '--out', join(folder, 'out')];
  const child = spawn(process.execPath, [program, 'simulate', ...span, '--policy', policy]);
  const timer = setTimeout(() => child.kill('SIGINT'), startedMs);
  const guard = setTimeout(() => child.kill('SIGKILL'), startedMs + 10_000);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  clearTimeout(timer);
  clearTimeout(guard);
  await rm(folder, { recursive: true });
  expect([code, signal]).toSatisfy(([c, s]) => c === 130 || s === 'SIGINT');
}, 30_000);

it.each([
  ['a reader that goes away', '| head -n 1 >/dev/null', 0],
  ['a full disk', '>/dev/full', 11],
])(
  'takes %s for what it is',
  async (_name, output, exitCode) => {
    const words = [process.execPath, program, 'faults'].map((word) => `'${word}'`).join(' ');
    const script = `set -o pipefail; ${words} ${output}`;
    const child = spawn('bash', ['-c', script], { stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    child.stderr?.on('data', (chunk: Buffer) => (told += String(chunk)));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(exitCode);
    expect(told).not.toContain(' at ');
    expect(told.includes('[OUTPUT_LOST]')).toBe(code === 11);
  },
  30_000,
);
