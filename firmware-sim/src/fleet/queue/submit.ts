import { createHash } from 'node:crypto';

import { LinkError } from '@feierabend/protocol';
import type { Job, Queue, QueueEvents } from 'bullmq';

import type { ReadScenario } from '../scenario/scenario-file.ts';
import { packScenario } from './bundle.ts';
import { openEngine, queueName } from './engine.ts';
import { attemptsMax, bundleKey, jobId, type ShardJob } from './shard-job.ts';

/** A scenario that nobody fetches any more is forgotten. */
const bundleKeptS = 7 * 86_400;

/** How long one question for news stays open: where Redis is gone, the end waits for it. */
const readMs = 2000;

export interface SubmitOptions {
  readonly url: string;
  readonly shards: number;
  /** Another seed than that of the scenario. */
  readonly seed?: number;
  /** For all shards together. */
  readonly deadlineMs: number;
  /** How many are done, as it changes. */
  readonly onDone: (done: number, of: number) => void;
  /** One line for each thing that happens to Redis. */
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Puts a run into the queue, waits for its shards and returns what each of them wrote, the first shard first. When it is
 * interrupted, the shards go on; the same command again finds them.
 *
 * @throws LinkError `FLEET_REDIS`, `FLEET_SHARD_FAILED`, `FLEET_DEADLINE`, `INTERRUPTED`
 */
export async function submitFleet(
  read: ReadScenario,
  options: SubmitOptions,
): Promise<readonly string[]> {
  const text = await packScenario(read);
  const bundle = createHash('sha256').update(text).digest('hex');
  const { bullmq, connect, watch, close } = await openEngine(options.url, options.log);
  const connection = connect();
  const queue = watch(new bullmq.Queue<ShardJob, string>(queueName, { connection }));
  const waits = { connection: connect(), blockingTimeout: readMs };
  const events = watch(new bullmq.QueueEvents(queueName, waits));
  try {
    await events.waitUntilReady();
    await connection.set(bundleKey(bundle), text, 'EX', bundleKeptS);
    const jobs = await addJobs(queue, { bundle, seed: options.seed ?? null }, options.shards);
    const results = await resultsOf(jobs, { queue, events, options });
    await Promise.all(jobs.map((job) => job.remove()));
    await connection.del(bundleKey(bundle));
    return results;
  } finally {
    await close();
  }
}

async function addJobs(
  queue: Queue<ShardJob, string>,
  run: Pick<ShardJob, 'bundle' | 'seed'>,
  of: number,
): Promise<Job<ShardJob, string>[]> {
  const shards = Array.from({ length: of }, (_, at): ShardJob => ({ ...run, number: at + 1, of }));
  await Promise.all(shards.map((data) => forgetFailed(queue, jobId(data))));
  return queue.addBulk(
    shards.map((data) => ({
      name: 'shard',
      data,
      opts: { jobId: jobId(data), attempts: attemptsMax },
    })),
  );
}

/** A shard that failed before is tried again by whoever submits it again. */
async function forgetFailed(queue: Queue<ShardJob, string>, id: string): Promise<void> {
  const job = await queue.getJob(id);
  if ((await job?.isFailed()) === true) await job?.remove();
}

interface Waiting {
  readonly queue: Queue<ShardJob, string>;
  readonly events: QueueEvents;
  readonly options: SubmitOptions;
}

function resultsOf(jobs: readonly Job<ShardJob, string>[], waiting: Waiting): Promise<string[]> {
  const { events, options } = waiting;
  const { deadlineMs, onDone, signal } = options;
  let done = 0;
  const one = async (job: Job<ShardJob, string>): Promise<string> => {
    let result: string;
    try {
      result = await job.waitUntilFinished(events);
    } catch (cause) {
      throw shardFailed(job.data, cause);
    }
    done += 1;
    onDone(done, jobs.length);
    return result;
  };
  return new Promise<string[]>((resolve, reject) => {
    const timer = setTimeout(() => reject(late(done, jobs.length, deadlineMs)), deadlineMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(interruption(done, jobs.length));
    });
    Promise.all(jobs.map(one))
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

function shardFailed({ number, of }: ShardJob, cause: unknown): LinkError {
  return new LinkError({
    code: 'FLEET_SHARD_FAILED',
    expected: `a worker to live shard ${number}/${of}`,
    came: cause instanceof Error ? cause.message : String(cause),
    next: `try it here with \`firmware-sim fleet FILE --shard ${number}/${of}\`; submitting again repeats only what failed`,
  });
}

function late(done: number, of: number, deadlineMs: number): LinkError {
  return new LinkError({
    code: 'FLEET_DEADLINE',
    expected: `${of} shards in ${deadlineMs / 1000} s`,
    came: `${done} of them`,
    next: 'start more workers (`firmware-sim fleet work`), or give more time with --deadline; what is done is kept',
  });
}

function interruption(done: number, of: number): LinkError {
  return new LinkError({
    code: 'INTERRUPTED',
    expected: `to wait for ${of} shards`,
    came: `an interruption after ${done}`,
    next: 'the workers go on; the same command again takes up what they did',
  });
}
