import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { policyText } from '../../testing/policy-text.ts';
import { readRunRecord } from '../result/run-record.ts';
import { freePort } from '../../broker/free-port.ts';

const program = fileURLToPath(new URL('../../../bin/firmware-sim.js', import.meta.url));
const parts = 4;
const scenarioText = `fleet: 1
name: Spread
from: 2026-03-02T06:50
duration: 35 min
groups:
  - { name: vans, devices: 24, policy: policy.yaml, track: parked }
assertions: [devices == 24, fixes > 24, leaks == 0]
`;

let folder: string;
let url: string;
const started = new Set<ChildProcess>();

/** Resolves at a line of its output that has the words. */
async function lineOf(child: ChildProcess, words: string): Promise<string> {
  if (child.stdout === null) throw new Error('it has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes(words)) return line;
  }
  throw new Error(`it ended without "${words}"`);
}

function start(words: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(process.execPath, [program, 'fleet', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  started.add(child);
  return child;
}

const work = ['--lease', '2s', '--workers', '1', '--redis'];
const worker = (env?: NodeJS.ProcessEnv): ChildProcess => start(['work', ...work, url], env);

async function exitOf(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? ((await once(child, 'exit')) as [number | null])[0];
}

async function startRedis(): Promise<{ redis: ChildProcess; at: string }> {
  const port = await freePort();
  const options = { '--port': port, '--bind': '127.0.0.1', '--save': '', '--dir': folder };
  const redis = spawn('redis-server', Object.entries(options).flat().map(String), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.add(redis);
  await lineOf(redis, 'Ready to accept connections');
  return { redis, at: `redis://127.0.0.1:${port}` };
}

/** What every run of this scenario gives, whoever lived it. */
async function lived(out: string): Promise<unknown> {
  const record = readRunRecord(await readFile(join(out, 'run.json'), 'utf8'), out);
  const { host: _machines, shards, ...rest } = record;
  expect(shards.numbers).toHaveLength(shards.of);
  return rest;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-work-'));
  await writeFile(join(folder, 'policy.yaml'), policyText);
  await writeFile(join(folder, 'spread.yaml'), scenarioText);
  ({ at: url } = await startRedis());
});

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

it('gives the same result when a worker is killed in the middle of a shard', async () => {
  const scenario = join(folder, 'spread.yaml');
  const whole = start([scenario, '--out', join(folder, 'whole'), '--workers', '1']);
  const wholeCode = await exitOf(whole);

  const temporary = await mkdtemp(join(folder, 'victim-'));
  const victim = worker({ TMPDIR: temporary });
  const queue = ['--redis', url, '--shards', `${parts}`];
  const submit = start(['submit', scenario, ...queue, '--out', join(folder, 'spread')]);
  await lineOf(victim, 'begins');
  expect(await leftIn(temporary)).toHaveLength(1);
  victim.kill('SIGKILL');
  const others = [worker(), worker()];
  const takenOver = Promise.race(
    others.map((one) => lineOf(one, 'was left by a worker that died')),
  );
  const spreadCode = await exitOf(submit);
  await takenOver;
  for (const one of others) one.kill('SIGTERM');
  const codes = await Promise.all(others.map(exitOf));

  expect([wholeCode, spreadCode]).toEqual([0, 0]);
  expect(codes).toEqual([0, 0]);
  expect(await lived(join(folder, 'spread'))).toEqual(await lived(join(folder, 'whole')));
  // Positions that somebody recorded may lie there.
  expect(await leftIn(temporary)).toEqual([]);
}, 180_000);

async function leftIn(temporary: string): Promise<string[]> {
  return (await readdir(temporary)).filter((name) => name.startsWith('feierabend-shard-'));
}

it('ends when nothing is left to do, though another worker had the last shard', async () => {
  const last = worker();
  const scenario = join(folder, 'spread.yaml');
  const queue = ['--redis', url, '--shards', '1', '--seed', '9'];
  const submit = start(['submit', scenario, ...queue, '--out', join(folder, 'last')]);
  await lineOf(last, 'begins');
  const idle = start(['work', '--until-empty', ...work, url]);
  await lineOf(idle, 'waiting for shards');
  expect(idle.exitCode).toBeNull();
  expect(await exitOf(submit)).toBe(0);
  expect(await exitOf(idle)).toBe(0);
  last.kill('SIGTERM');
  expect(await exitOf(last)).toBe(0);
}, 120_000);

it.each(['SIGINT', 'SIGTERM'] as const)(
  'ends at %s though Redis is gone, and has said so in one line',
  async (signal) => {
    const { redis, at } = await startRedis();
    const child = spawn(process.execPath, [program, 'fleet', 'work', ...work, at]);
    started.add(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    const out = join(folder, 'gone');
    const scenario = join(folder, 'spread.yaml');
    const submit = start(['submit', scenario, '--redis', at, '--shards', '1', '--out', out]);
    await expect.poll(() => said, { timeout: 30_000 }).toContain('begins');
    redis.kill('SIGKILL');
    await expect.poll(() => said, { timeout: 30_000 }).toContain('FLEET_REDIS');
    child.kill(signal);
    expect(await exitOf(child)).toBe(0);
    submit.kill('SIGKILL');
    const lines = said.trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'waiting for shards',
      expect.stringContaining('begins'),
      expect.stringMatching(/^FLEET_REDIS: waiting for Redis \(.*\)$/u),
    ]);
    expect(said).not.toMatch(/\n\s+at /u);
    expect(lines.length).toBeLessThanOrEqual(5);
  },
  60_000,
);
