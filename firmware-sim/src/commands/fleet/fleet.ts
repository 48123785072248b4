import { availableParallelism } from 'node:os';

import { InvalidArgumentError, type Command } from 'commander';

import { devicesOf } from '../../fleet/plan/fleet-plan.ts';
import { faultSpans, timeZoneOf } from '../../fleet/plan/plan-facts.ts';
import { planFleet } from '../../fleet/plan/plan-fleet.ts';
import { readShard, wholeFleet, type Shard } from '../../fleet/plan/shard.ts';
import { runRecord } from '../../fleet/result/run-record.ts';
import type { ReadScenario } from '../../fleet/scenario/scenario-file.ts';
import type { SimIo } from '../../io.ts';
import { prepareFolder } from '../files.ts';
import { seedValue, wholeNumber, workersValue } from '../option-values.ts';
import { liveFleet } from './engine.ts';
import { finishRun } from './finish-run.ts';
import { declareLint, readSound } from './lint.ts';
import { declareMerge } from './merge.ts';
import { declareSubmit } from './submit.ts';
import { startUsage } from './usage.ts';
import { watchFleet } from './watch-fleet.ts';
import { sourceValue } from './source-value.ts';
import { declareWork } from './work.ts';

interface FleetOptions {
  readonly shard?: Shard;
  readonly workers: number;
  readonly seed?: number;
  readonly virtual: boolean;
  readonly metrics?: number;
  readonly source?: readonly string[];
  readonly out: string;
  readonly json: boolean;
}

const examples = `
Examples:
  firmware-sim fleet scenarios/small.yaml
  firmware-sim fleet scenarios/city-day.yaml --shard 1/4 --out out/shard-1
  firmware-sim fleet merge out/shard-*/run.json
  firmware-sim fleet lint my-fleet.yaml`;

/** `firmware-sim fleet`: thousands of trackers through a scenario, and a verdict. */
export function declareFleet(program: Command, io: SimIo): void {
  const fleet = program
    .command('fleet')
    // What stands behind lint or merge is theirs.
    .enablePositionalOptions()
    .description('live a whole fleet through a scenario, and judge it')
    .argument('<scenario>', 'scenario file (YAML), or the name of a shipped one')
    .option(
      '--shard <i/n>',
      'only the i-th of n parts of the fleet; all of it when left out',
      shardValue,
    )
    .option('--workers <count>', 'threads to compute in', workersValue, availableParallelism())
    .option('--seed <number>', 'another seed than that of the scenario', seedValue)
    .option('--virtual', 'in virtual time without a network, whatever the scenario says', false)
    .option(
      '--metrics <port>',
      'where Prometheus looks while it goes on; 0 for any free port',
      (text) => wholeNumber(text, 0, 65_535),
    )
    .option(
      '--source <address>',
      'another address of this machine to connect from, when the ports of the one before are in use; as often as needed',
      sourceValue,
    )
    .option('--out <folder>', 'where run.json, junit.xml and fleet.html go', 'out/fleet')
    .option('--json', 'print the result as JSON', false)
    .addHelpText('after', examples)
    .action((name: string, options: FleetOptions) => runFleet(name, options, io));
  declareLint(fleet, io);
  declareMerge(fleet, io);
  declareSubmit(fleet, io);
  declareWork(fleet, io);
}

async function runFleet(name: string, options: FleetOptions, io: SimIo): Promise<void> {
  const { shard = wholeFleet, workers, out, metrics: port, source: sources } = options;
  const read = await readSound(name, io, (plain) => withOptions(plain, options));
  await prepareFolder(out);
  const plan = planFleet(read);
  const usage = startUsage(io, workers);
  const watched = { io, cost: usage.cost, ...(port === undefined ? {} : { port }) };
  const account = await watchFleet(watched, (onNews) =>
    liveFleet(plan, read, { shard, workers, sources, io, onNews }),
  );
  const record = runRecord({
    scenario: { name: plan.name, digest: plan.digest, seed: plan.seed },
    engine: read.scenario.speed === 'virtual' ? 'virtual' : 'live',
    fromS: plan.fromS,
    untilS: plan.untilS,
    timeZone: timeZoneOf(plan),
    faults: faultSpans(plan),
    devices: devicesOf(plan),
    shards: { of: shard.of, numbers: [shard.number] },
    account,
    asserted: plan.assertions,
    host: [usage.host()],
    isInterrupted: io.signal.aborted,
  });
  await finishRun(record, { ...options, io, plan });
}

/** What the command line says counts. */
function withOptions(read: ReadScenario, { seed, virtual }: FleetOptions): ReadScenario {
  const { scenario } = read;
  return {
    ...read,
    scenario: {
      ...scenario,
      ...(seed === undefined ? {} : { seed }),
      ...(virtual ? { speed: 'virtual', brokers: 'none', tls: undefined, mqtt: '3.1.1' } : {}),
    },
  };
}

function shardValue(text: string): Shard {
  const shard = readShard(text);
  if (shard !== undefined) return shard;
  throw new InvalidArgumentError('Expected a part such as 3/8.');
}
