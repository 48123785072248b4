import { z } from 'zod';

/** One shard of a run, as it lies in the queue. The scenario lies beside it once, under its digest. */
export const shardJob = z.strictObject({
  bundle: z.string().regex(/^[0-9a-f]{64}$/u),
  number: z.number().int().min(1),
  of: z.number().int().min(1).max(99_999),
  /** Another seed than that of the scenario. */
  seed: z.number().int().min(0).max(0xffff_ffff).nullable(),
});
export type ShardJob = z.infer<typeof shardJob>;

/** Where the scenario of a run lies in Redis. */
export const bundleKey = (digest: string): string => `feierabend-fleet:bundle:${digest}`;

/** Jobs of one run have names of their own, so that a second `submit` finds what the first one left. */
export const jobId = ({ bundle, number, of, seed }: ShardJob): string =>
  `${bundle.slice(0, 16)}${seed === null ? '' : `-seed-${seed}`}-${number}-of-${of}`;

/** How often a shard is begun again, after a worker that was killed or failed. */
export const attemptsMax = 3;
