import { UsageError } from '@feierabend/protocol';
import type { Command } from 'commander';

import type { SimIo } from '../io.ts';
import { SeededRandom } from '../hardware/seeded-random.ts';
import { diceFaults } from '../world/fault-text.ts';
import type { Fault } from '../world/faults.ts';
import { heatMapSvg, onDutyShares } from '../world/heat-map.ts';
import { instantText } from '../world/instant.ts';
import { localOf } from '../world/local-time.ts';
import { ribbonCsv } from '../world/mode-ribbon.ts';
import { simulate } from '../world/simulate.ts';
import { summaryText } from '../world/summary-text.ts';
import { writeTrace, type TraceInputs } from '../world/trace.ts';
import { prepareFolder, readTextFile, writeFiles } from './files.ts';
import { faultValue, instantValue, seedValue, wholeNumber } from './option-values.ts';

interface SimulateCommandOptions {
  readonly from: number;
  readonly to: number;
  readonly policy: string;
  readonly seed: number;
  readonly nmea: boolean;
  readonly fault: readonly Fault[];
  readonly randomFaults: number;
  readonly battery: number;
  readonly out: string;
  readonly json: boolean;
}

const examples = `
Examples:
  firmware-sim simulate --from 2026-01-01 --to 2027-01-01 --policy p.yaml --seed 7
  firmware-sim simulate --from 2026-03-02 --to 2026-03-09 --policy p.yaml --nmea \\
    --fault link.outage=2d@2026-03-03 --fault power.cut=30s@2026-03-04T10:15
  firmware-sim simulate --from 2026-01-01 --to 2026-02-01 --policy p.yaml --random-faults 20`;

/** `firmware-sim simulate`: the life of one tracker in virtual time. */
export function declareSimulate(program: Command, io: SimIo): void {
  program
    .command('simulate')
    .description('live months of one tracker in seconds, under a policy')
    .requiredOption('--from <date>', 'first instant, UTC', instantValue)
    .requiredOption('--to <date>', 'last instant, UTC', instantValue)
    .requiredOption('--policy <file>', 'the policy, as people write it (YAML)')
    .option('--seed <number>', 'seed of keys, roads, dice and times', seedValue, 1)
    .option('--nmea', 'let the receiver speak NMEA 0183 instead of handing over positions', false)
    .option(
      '--fault <fault>',
      'inject a fault, as NAME=VALUE@WHEN; see firmware-sim faults (repeatable)',
      faultValue,
      [],
    )
    .option(
      '--random-faults <count>',
      'inject so many faults that the seed chooses',
      (text) => wholeNumber(text, 0, 1000),
      0,
    )
    .option('--battery <mAh>', 'capacity', (text) => wholeNumber(text, 1, 1_000_000), 3000)
    .option('--out <folder>', 'where trace, ribbon and heat map go', 'out/simulate')
    .option('--json', 'print the summary as JSON', false)
    .addHelpText('after', examples)
    .action((options: SimulateCommandOptions) => runSimulate(options, io));
}

async function runSimulate(options: SimulateCommandOptions, io: SimIo): Promise<void> {
  const { from: fromS, to: untilS, seed, nmea, randomFaults } = options;
  const unseen = options.fault.find(({ atS }) => atS < fromS || atS >= untilS);
  if (unseen !== undefined) {
    throw new UsageError({
      code: 'FAULT_SPAN',
      expected: 'faults that begin within the simulated life',
      came: `${unseen.name} begins at ${instantText(unseen.atS)}`,
      next: 'correct its date, or --from and --to',
    });
  }
  const dice = new SeededRandom(seed).fork('random faults');
  const inputs: TraceInputs = {
    trace: 'feierabend/1',
    seed,
    fromS,
    untilS,
    nmea,
    faults: [...options.fault, ...diceFaults(dice, randomFaults, { fromS, untilS })],
    policy: await readTextFile(options.policy),
  };
  const policyFile = options.policy;
  await prepareFolder(options.out);
  const lived = await simulate({ inputs, policyFile, batteryMah: options.battery });
  const { trace, ribbon, summary, policy } = lived;
  const title = `On duty, ${instantText(fromS).slice(0, 10)} to ${instantText(untilS).slice(0, 10)}, ${policy.timeZone}`;
  await writeFiles(options.out, {
    'trace.jsonl': writeTrace(trace),
    'ribbon.csv': ribbonCsv(ribbon),
    'heat-map.svg': heatMapSvg(onDutyShares(ribbon, localOf(policy)), title),
    'summary.json': `${JSON.stringify({ ...summary, digests: trace.digests }, undefined, 2)}\n`,
  });
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ ...summary, digests: trace.digests })}\n`);
    return;
  }
  io.stdout.write(summaryText(summary));
  io.stdout.write(`${'written to'.padEnd(20)} ${options.out}\n`);
}
