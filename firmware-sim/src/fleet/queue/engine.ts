import { readFileSync } from 'node:fs';

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

export interface WorkEngine {
  readonly bullmq: typeof BullMq;
  /** A connection for BullMQ, which waits as long as a Redis that was there once is away. */
  readonly connect: () => IoRedis.Redis;
  /** Ends every connection: BullMQ leaves those that it was given. */
  readonly disconnect: () => void;
}

/**
 * Loads what is installed only where fleets are spread over machines, and proves that Redis answers.
 *
 * @throws UsageError `FLEET_REDIS_URL`, `FLEET_QUEUE`
 * @throws LinkError `FLEET_REDIS`
 */
export async function openEngine(url: string): Promise<WorkEngine> {
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
  return {
    bullmq,
    connect: () => {
      const connection = new ioredis.Redis(url, { maxRetriesPerRequest: null });
      connection.on('error', () => {});
      connections.push(connection);
      return connection;
    },
    disconnect: () => {
      for (const connection of connections) connection.disconnect();
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
