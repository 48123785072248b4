import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import type * as BullMq from 'bullmq';
import type * as IoRedis from 'ioredis';

import { LinkError, UsageError } from '@feierabend/protocol';

const { version } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** Workers of another version do not see the jobs: their devices might live other lives. */
export const queueName = `feierabend-fleet-${version}`;

/** How long Redis may take to answer, at the start. */
const connectTimeoutMs = 5000;
/** How long it may take to hear that somebody goes: what a worker has begun ends before. */
const closeDeadlineMs = 5000;
/** A queue, its events or a worker. */
type Part = Pick<BullMq.QueueBase, 'close' | 'disconnect' | 'on'>;

export interface WorkEngine {
  readonly bullmq: typeof BullMq;
  /** A connection for BullMQ, which waits as long as a Redis that was there once is away. */
  readonly connect: () => IoRedis.Redis;
  /** Tells the errors of a part in lines; BullMQ would print them with their stacks. */
  readonly watch: <Watched extends Part>(part: Watched) => Watched;
  /** Ends every part and connection, within a deadline though Redis is gone. */
  readonly close: () => Promise<void>;
}

/**
 * Loads what is installed only where fleets are spread over machines, and proves that Redis answers.
 *
 * @throws UsageError `FLEET_REDIS_URL`, `FLEET_QUEUE`
 * @throws LinkError `FLEET_REDIS`
 */
export async function openEngine(url: string, log: (line: string) => void): Promise<WorkEngine> {
  checkUrl(url);
  const [bullmq, ioredis] = await load();
  const probe = new ioredis.Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // The reason comes with the promise.
  probe.on('error', () => {});
  try {
    await probe.connect();
    await probe.ping();
  } catch (cause) {
    throw unreachable(url, cause);
  } finally {
    probe.disconnect();
  }
  const connections: IoRedis.Redis[] = [];
  const parts: Part[] = [];
  const told = oncePerTime(log);
  return {
    bullmq,
    connect: () => {
      const connection = new ioredis.Redis(url, { maxRetriesPerRequest: null });
      connection.on('error', told.away);
      connection.on('ready', told.back);
      connections.push(connection);
      return connection;
    },
    watch: (part) => {
      part.on('error', told.away);
      parts.push(part);
      return part;
    },
    close: async () => {
      const deadline = new AbortController();
      const closed = Promise.all(parts.map((part) => part.close()));
      await Promise.race([closed, sleep(closeDeadlineMs, undefined, deadline)]).catch(told.away);
      deadline.abort();
      for (const part of parts) part.disconnect().catch(told.away);
      // BullMQ leaves the connections that it was given.
      for (const connection of connections) connection.disconnect();
    },
  };
}

/** Every connection tries again and again while Redis is away: that is one line, and one when it is back. */
function oncePerTime(log: (line: string) => void) {
  let isAway = false;
  return {
    away: (error: Error): void => {
      if (isAway) return;
      isAway = true;
      log(`FLEET_REDIS: waiting for Redis (${error.message})`);
    },
    back: (): void => {
      if (isAway) log('Redis is back');
      isAway = false;
    },
  };
}

async function load(): Promise<[typeof BullMq, typeof IoRedis]> {
  try {
    return await Promise.all([import('bullmq'), import('ioredis')]);
  } catch (cause) {
    throw new UsageError({
      code: 'FLEET_QUEUE',
      expected: 'the packages bullmq and ioredis, which are optional',
      came: 'they are not installed here',
      next: 'npm install bullmq ioredis',
      cause,
    });
  }
}

function checkUrl(text: string): void {
  if (/^rediss?:\/\/[^\s]+$/u.test(text) && URL.canParse(text)) return;
  throw new UsageError({
    code: 'FLEET_REDIS_URL',
    expected: 'redis://host:port or rediss://host:port',
    came: 'another text',
    next: 'give the address of a Redis that every worker reaches',
  });
}

/** The password in a URL is nobody's to read. */
function placeOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

function unreachable(url: string, cause: unknown): LinkError {
  return new LinkError({
    code: 'FLEET_REDIS',
    expected: `Redis at ${placeOf(url)} to answer in ${connectTimeoutMs / 1000} s`,
    came: cause instanceof Error ? cause.message : String(cause),
    next: 'start it (Debian: redis-server), or correct --redis',
    cause,
  });
}
