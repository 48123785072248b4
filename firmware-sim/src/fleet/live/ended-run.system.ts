import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { policyText } from '../../testing/policy-text.ts';
import { readRunRecord } from '../result/run-record.ts';
import { Thread } from './thread.ts';

const program = fileURLToPath(new URL('../../../bin/firmware-sim.js', import.meta.url));
const scenario = `fleet: 1
name: A run that does not come to its end
from: 2026-03-02T06:50
duration: 10 h
speed: x10
brokers: mosquitto
groups:
  - { name: vans, devices: 4, policy: policy.yaml, track: parked }
assertions: [leaks == 0]
`;

let folder = '';
let child: ChildProcess | undefined;
let said = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  await writeFile(join(folder, 'policy.yaml'), policyText);
  await writeFile(join(folder, 'fleet.yaml'), scenario);
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

interface Running {
  readonly run: ChildProcess;
  /** Every process that it has started. */
  readonly children: readonly Started[];
  readonly mosquitto: Started;
  /** Where the configuration of that one lies. */
  readonly config: string;
}

interface Started {
  readonly pid: number;
  readonly words: readonly string[];
}

/** A run in a process of its own; resolves when all devices are connected. */
async function start(): Promise<Running> {
  const words = ['fleet', join(folder, 'fleet.yaml'), '--workers', '1', '--metrics', '0'];
  said = '';
  const run = spawn(process.execPath, [program, ...words, '--out', join(folder, 'out')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child = run;
  run.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(connected, { timeout: 60_000, interval: 200 }).toBe('4');
  const children = await childrenOf(run.pid ?? Number.NaN);
  const mosquitto = children.find(({ words: [name] }) => name === 'mosquitto');
  const config = mosquitto?.words.at(-1) ?? '';
  await access(config);
  return { run, children, mosquitto: mosquitto as Started, config };
}

/** As Prometheus sees it. */
async function connected(): Promise<string> {
  const url = /http:\S+/u.exec(said)?.[0];
  if (url === undefined) return '';
  const text = await (await fetch(url)).text();
  return /^feierabend_fleet_connected_devices (\S+)$/mu.exec(text)?.[1] ?? '';
}

async function childrenOf(parent: number): Promise<readonly Started[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const all = pids.map(async (pid) => {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const [status, line] = await Promise.all([read('status'), read('cmdline')]);
    const isChild = new RegExp(`^PPid:\\s*${parent}$`, 'mu').test(status);
    return isChild ? [{ pid: Number(pid), words: line.split('\0').slice(0, -1) }] : [];
  });
  return (await Promise.all(all)).flat();
}

/** What is left of the processes of a run and of the folder of its broker. */
async function left({ children, config }: Running): Promise<readonly string[]> {
  const paths = [...children.map(({ pid }) => `/proc/${pid}`), dirname(config)];
  const found = paths.map((path) =>
    access(path).then(
      () => [path],
      () => [],
    ),
  );
  return (await Promise.all(found)).flat();
}

it('ends with 130 at Ctrl-C, says so, and leaves no child and no folder', async () => {
  const running = await start();
  running.run.kill('SIGINT');
  const [exitCode] = (await once(running.run, 'exit')) as [number];
  expect(said).toContain('INTERRUPTED');
  expect(exitCode).toBe(130);
  const record = readRunRecord(await readFile(join(folder, 'out/run.json'), 'utf8'), 'run.json');
  expect(record).toMatchObject({ verdict: 'interrupted', devices: 4 });
  expect(record.account.tally.sums['connects']).toBe(4);
  await expect.poll(() => left(running), { timeout: 10_000 }).toEqual([]);
}, 120_000);

it('ends with 9 and says what became of its broker, when somebody ends that', async () => {
  const running = await start();
  process.kill(running.mosquitto.pid, 'SIGKILL');
  const [exitCode] = (await once(running.run, 'exit')) as [number];
  expect(said).toContain('BROKER_GONE');
  expect(said).toContain('mosquitto ended with SIGKILL');
  expect(exitCode).toBe(9);
  await expect.poll(() => left(running), { timeout: 10_000 }).toEqual([]);
}, 120_000);

it('hears of a thread that dies, whatever it was asked, and gets no answer for ever', async () => {
  const thread = await Thread.start('live/dying-thread.tool', {}, () => {});
  const answer = thread.ask('wait');
  thread.tell('die');
  await expect(answer).rejects.toThrow('it dies by itself');
  await expect(thread.gone).resolves.toContain('it dies by itself');
  await expect(thread.ask('wait')).rejects.toThrow('it dies by itself');
  await thread.end();
}, 60_000);
