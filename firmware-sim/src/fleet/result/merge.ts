import { DataError } from '@feierabend/protocol';

import { FleetAccount } from './fleet-account.ts';
import { runRecord, type RunRecord } from './run-record.ts';

/**
 * Several shards of the same run as one. All of them together are what the run without shards is, but for the machines and
 * the time. Throws {@link DataError} `FLEET_SHARDS` for what does not belong together.
 */
export function mergeRuns(records: readonly RunRecord[]): RunRecord {
  const [first] = records;
  if (first === undefined) throw unfit('there was none');
  const account = FleetAccount.empty(first);
  const numbers: number[] = [];
  for (const record of records) {
    if (identity(record) !== identity(first)) {
      throw unfit(`${record.scenario.name} is another scenario, seed or number of shards`);
    }
    if (record.verdict === 'interrupted') {
      throw unfit(`shard ${record.shards.numbers.join(' ')} was interrupted`);
    }
    const twice = record.shards.numbers.find((number) => numbers.includes(number));
    if (twice !== undefined) throw unfit(`shard ${twice} came twice`);
    numbers.push(...record.shards.numbers);
    account.add(FleetAccount.of(record.account));
  }
  const { scenario, engine, fromS, untilS, timeZone, faults, devices, shards } = first;
  return runRecord({
    scenario,
    engine,
    fromS,
    untilS,
    timeZone,
    faults,
    devices,
    shards: { of: shards.of, numbers: numbers.toSorted((a, b) => a - b) },
    account,
    asserted: first.assertions.map(({ text }) => text),
    host: records.flatMap(({ host }) => host),
  });
}

function identity({ scenario, engine, fromS, untilS, devices, shards }: RunRecord): string {
  return JSON.stringify([scenario, engine, fromS, untilS, devices, shards.of]);
}

function unfit(came: string): DataError {
  return new DataError({
    code: 'FLEET_SHARDS',
    expected: 'different shards of one run',
    came,
    next: 'give each shard of the same scenario once',
  });
}
