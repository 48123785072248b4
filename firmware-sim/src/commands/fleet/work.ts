import { availableParallelism } from 'node:os';

import type { Command } from 'commander';

import { workFleet } from '../../fleet/queue/worker.ts';
import type { SimIo } from '../../io.ts';
import { durationValue, workersValue } from '../option-values.ts';

interface WorkOptions {
  readonly redis: string;
  readonly workers: number;
  readonly lease: number;
  readonly untilEmpty: boolean;
}

const leaseMs = 30_000;

/** `firmware-sim fleet work`: live what was submitted. */
export function declareWork(fleet: Command, io: SimIo): void {
  fleet
    .command('work')
    .description('live the shards that others submit, until Ctrl-C (docs/fleet/README.md)')
    .requiredOption('--redis <url>', 'redis://host:port or rediss://host:port')
    .option(
      '--workers <count>',
      'threads to compute a shard in',
      workersValue,
      availableParallelism(),
    )
    .option(
      '--lease <duration>',
      'so long after the death of this worker another gets its shard (default: 30 s)',
      durationValue,
      leaseMs,
    )
    .option('--until-empty', 'end when there is nothing left to do', false)
    .action((options: WorkOptions) =>
      workFleet({
        url: options.redis,
        threads: options.workers,
        leaseMs: options.lease,
        untilEmpty: options.untilEmpty,
        signal: io.signal,
        registry: io.registry,
        log: (line) => void io.stdout.write(`${line}\n`),
      }),
    );
}
