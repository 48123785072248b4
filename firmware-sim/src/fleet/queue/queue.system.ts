import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
let redis: ChildProcess;
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

function start(words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [program, 'fleet', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.add(child);
  return child;
}

const worker = (): ChildProcess => start(['work', '--redis', url, '--lease', '2s']);

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
  const port = await freePort();
  url = `redis://127.0.0.1:${port}`;
  const options = { '--port': port, '--bind': '127.0.0.1', '--save': '', '--dir': folder };
  redis = spawn('redis-server', Object.entries(options).flat().map(String), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await lineOf(redis, 'Ready to accept connections');
});

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  redis.kill('SIGTERM');
  await once(redis, 'exit');
  await rm(folder, { recursive: true, force: true });
});

it('gives the same result when a worker is killed in the middle of a shard', async () => {
  const scenario = join(folder, 'spread.yaml');
  const whole = start([scenario, '--out', join(folder, 'whole'), '--workers', '1']);
  const [wholeCode] = (await once(whole, 'exit')) as [number | null];

  const victim = worker();
  const queue = ['--redis', url, '--shards', `${parts}`];
  const submit = start(['submit', scenario, ...queue, '--out', join(folder, 'spread')]);
  await lineOf(victim, 'begins');
  victim.kill('SIGKILL');
  const others = [worker(), worker()];
  const takenOver = Promise.race(
    others.map((one) => lineOf(one, 'was left by a worker that died')),
  );
  const [spreadCode] = (await once(submit, 'exit')) as [number | null];
  await takenOver;
  for (const one of others) one.kill('SIGTERM');
  const codes = await Promise.all(
    others.map(async (one) => (await once(one, 'exit'))[0] as number),
  );

  expect([wholeCode, spreadCode]).toEqual([0, 0]);
  expect(codes).toEqual([0, 0]);
  expect(await lived(join(folder, 'spread'))).toEqual(await lived(join(folder, 'whole')));
}, 180_000);
