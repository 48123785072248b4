import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { DataError, LinkError } from '@feierabend/protocol';
import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';

import type { RunRegistry } from '../../reaper/run-registry.ts';
import { unpackScenario } from './bundle.ts';
import { openEngine, queueName } from './engine.ts';
import { attemptsMax, bundleKey, jobId, shardJob, type ShardJob } from './shard-job.ts';

const program = fileURLToPath(new URL('../../../bin/firmware-sim.js', import.meta.url));
const stderrCharsMax = 2000;
/** How long a shard has to end after it was asked to. */
const graceMs = 2000;
/** Only whether other workers have ended the last shards: this one hears of its own at once. */
const lookAgainMs = 500;

export interface WorkOptions {
  readonly url: string;
  /** How long after its death the shard of a worker is given to another. */
  readonly leaseMs: number;
  /** For each shard. */
  readonly threads: number;
  /** End when the queue is empty, instead of waiting for more. */
  readonly untilEmpty: boolean;
  /** One line for each thing that happens. */
  readonly log: (line: string) => void;
  /** Ends and removes what a worker leaves that is killed. */
  readonly registry?: (() => RunRegistry | undefined) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Lives shards from the queue, each in a process of its own, until it is asked to end. A shard that it holds then goes back
 * into the queue; one that it holds when it is killed does so when its lease ends.
 *
 * @throws LinkError `FLEET_REDIS`
 */
export async function workFleet(options: WorkOptions): Promise<void> {
  const { url, leaseMs, threads, log, signal } = options;
  const { bullmq, connect, watch, close } = await openEngine(url, log);
  const connection = connect();
  const folder = await mkdtemp(join(tmpdir(), 'feierabend-shard-'));
  const registry = options.registry?.();
  registry?.addFolder(folder);
  const hands = { connection, threads, signal, log, folder, registry };
  const worker = watch(
    new bullmq.Worker<ShardJob, string>(queueName, (job) => liveShard(job, hands), {
      connection: connect(),
      lockDuration: leaseMs,
      stalledInterval: Math.ceil(leaseMs / 2),
      maxStalledCount: attemptsMax,
    }),
  );
  const queue = watch(new bullmq.Queue<ShardJob, string>(queueName, { connection }));
  worker.on('failed', (job, error) => log(`${shardName(job)} failed: ${error.message}`));
  worker.on('stalled', (id) => log(`${id} was left by a worker that died`));
  try {
    log('waiting for shards');
    await until(queue, options);
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
    registry?.close();
  }
}

/** Resolves at the signal, or when nothing is left and that was asked for: also of what others held. */
async function until(queue: Queue, { untilEmpty, signal }: WorkOptions): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const emptied = async (): Promise<void> => {
    // oxlint-disable-next-line no-await-in-loop
    while (!(await isEmpty(queue))) await sleep(lookAgainMs, undefined, { signal });
  };
  await Promise.race(untilEmpty ? [aborted, emptied()] : [aborted]);
}

async function isEmpty(queue: Queue): Promise<boolean> {
  const { waiting = 0, active = 0, delayed = 0, prioritized = 0 } = await queue.getJobCounts();
  return waiting + active + delayed + prioritized === 0;
}

interface Hands {
  readonly threads: number;
  readonly connection: Redis;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** Of this worker; what it leaves there when it is killed is removed. */
  readonly folder: string;
  readonly registry: RunRegistry | undefined;
}

async function liveShard(job: Job<ShardJob, string>, hands: Hands): Promise<string> {
  const { bundle, number, of, seed } = shardJob.parse(job.data);
  const text = await hands.connection.get(bundleKey(bundle));
  if (text === null) throw scenarioGone();
  const folder = await mkdtemp(join(hands.folder, 'shard-'));
  try {
    const scenario = await unpackScenario(text, folder);
    const out = join(folder, 'out');
    hands.log(`${shardName(job)} begins`);
    const words = ['fleet', scenario, '--shard', `${number}/${of}`, '--out', out];
    if (seed !== null) words.push('--seed', `${seed}`);
    await runChild([...words, '--workers', `${hands.threads}`], hands);
    const result = await readFile(join(out, 'run.json'), 'utf8');
    hands.log(`${shardName(job)} is done`);
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its assertions may hold or not: that is the business of whoever merges. */
const livedCodes: readonly (number | null)[] = [0, 7];

/** Ends with the shard, and at the latest a moment after the signal. */
function runChild(words: readonly string[], { signal, registry }: Hands): Promise<void> {
  const child = fork(program, words, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  registry?.addChild(child.pid);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrCharsMax);
  });
  return new Promise((resolve, reject) => {
    const end = (): void => endChild(child);
    signal.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      signal.removeEventListener('abort', end);
      registry?.removeChild(child.pid);
      if (livedCodes.includes(code)) resolve();
      else reject(childFailed(killedBy ?? `exit code ${code}`, stderr));
    });
    if (signal.aborted) end();
  });
}

function endChild(child: ChildProcess): void {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  child.once('close', () => clearTimeout(timer));
}

const shardName = (job: Job<ShardJob, string> | undefined): string =>
  job === undefined ? 'a shard' : jobId(job.data);

function scenarioGone(): DataError {
  return new DataError({
    code: 'FLEET_BUNDLE',
    expected: 'the scenario of the shard in Redis',
    came: 'nothing: it is kept for a week',
    next: 'submit the scenario again',
  });
}

function childFailed(how: string, stderr: string): LinkError {
  return new LinkError({
    code: 'FLEET_SHARD_FAILED',
    expected: 'the shard to be lived to its end',
    came: `${how}: ${stderr.trim() === '' ? 'it said nothing' : stderr.trim()}`,
    next: 'look at what it said; the shard is tried again a few times',
  });
}
