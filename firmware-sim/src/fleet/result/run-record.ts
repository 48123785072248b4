import { DataError } from '@feierabend/protocol';
import { z } from 'zod';

import { failedOf, missingShards } from './failed.ts';
import type { AccountData, FleetAccount } from './fleet-account.ts';
import { judge, type JudgedAssertion } from './verdict.ts';

/** What a run, a shard of one, or several shards together have shown: `run.json`. */
export interface RunRecord {
  readonly run: 'feierabend-fleet/2';
  readonly scenario: { readonly name: string; readonly digest: string; readonly seed: number };
  readonly engine: 'virtual' | 'live';
  readonly fromS: number;
  readonly untilS: number;
  /** Of the policies of the fleet; UTC where they have several. */
  readonly timeZone: string;
  /** What was done to the fleet, by time. */
  readonly faults: readonly FaultSpan[];
  /** Devices of the whole fleet. */
  readonly devices: number;
  /** Which shards are in it, of how many. */
  readonly shards: { readonly of: number; readonly numbers: readonly number[] };
  readonly account: AccountData;
  readonly assertions: readonly JudgedAssertion[];
  /**
   * All assertions hold. A part of a fleet is red where no other shard can mend it, and has no verdict otherwise; a run that
   * somebody ended early has none.
   */
  readonly verdict: 'green' | 'red' | 'part' | 'interrupted';
  /** What differs from run to run: the machine, and the time it took. */
  readonly host: readonly HostRecord[];
}

/** A fault of the scenario, from its beginning to its end or its last wave. */
export interface FaultSpan {
  readonly text: string;
  readonly fromS: number;
  readonly untilS: number;
}

export interface HostRecord {
  readonly machine: string;
  readonly workers: number;
  readonly wallS: number;
  readonly cpuS: number;
  readonly peakRssMiB: number;
}

export interface RunParts extends Pick<
  RunRecord,
  'scenario' | 'engine' | 'fromS' | 'untilS' | 'timeZone' | 'faults' | 'devices' | 'shards' | 'host'
> {
  readonly account: FleetAccount;
  readonly asserted: readonly string[];
  /** Somebody ended it early. */
  readonly isInterrupted?: boolean;
}

/** Puts the record together, and judges it. */
export function runRecord({ account, asserted, isInterrupted, ...parts }: RunParts): RunRecord {
  const assertions = judge(asserted, account.tally);
  const { data } = account;
  const judged = { shards: parts.shards, account: data, assertions };
  return {
    run: 'feierabend-fleet/2',
    ...parts,
    account: data,
    assertions,
    verdict: isInterrupted === true ? 'interrupted' : verdictOf(judged),
  };
}

function verdictOf(judged: Parameters<typeof failedOf>[0]): RunRecord['verdict'] {
  if (failedOf(judged).length > 0) return 'red';
  return missingShards(judged.shards).length > 0 ? 'part' : 'green';
}

const numbers = z.record(z.string(), z.number());
const recordShape = z.strictObject({
  run: z.literal('feierabend-fleet/2'),
  scenario: z.strictObject({ name: z.string(), digest: z.string(), seed: z.number() }),
  engine: z.enum(['virtual', 'live']),
  fromS: z.number(),
  untilS: z.number(),
  timeZone: z.string(),
  faults: z.array(z.strictObject({ text: z.string(), fromS: z.number(), untilS: z.number() })),
  devices: z.number(),
  shards: z.strictObject({ of: z.number().int(), numbers: z.array(z.number().int()) }),
  account: z.strictObject({
    digest: z.string().regex(/^[0-9a-f]{64}$/u),
    tally: z.strictObject({
      sums: numbers,
      distributions: z.record(
        z.string(),
        z.strictObject({
          buckets: z.array(z.tuple([z.number(), z.number()])),
          sum: z.number(),
          max: z.number(),
        }),
      ),
      findings: z.array(
        z.strictObject({
          index: z.number(),
          device: z.string(),
          atMs: z.number(),
          checker: z.string(),
          sentence: z.string(),
        }),
      ),
      findingCount: z.number(),
    }),
    timeline: z.strictObject({
      fromS: z.number(),
      stepS: z.number(),
      modes: z.record(z.string(), z.array(z.number())),
    }),
  }),
  assertions: z.array(
    z.strictObject({ text: z.string(), came: z.string().nullable(), holds: z.boolean() }),
  ),
  verdict: z.enum(['green', 'red', 'part', 'interrupted']),
  host: z.array(
    z.strictObject({
      machine: z.string(),
      workers: z.number(),
      wallS: z.number(),
      cpuS: z.number(),
      peakRssMiB: z.number(),
    }),
  ),
});

/** Throws {@link DataError} `FLEET_RECORD`. */
export function readRunRecord(text: string, fileName: string): RunRecord {
  const parsed = recordShape.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DataError({
    code: 'FLEET_RECORD',
    expected: `${fileName} to be the run.json of a fleet`,
    came: `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'it is not'}`,
    next: 'give the files that the shards have written',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
