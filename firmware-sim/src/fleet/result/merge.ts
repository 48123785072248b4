import { DataError } from '@feierabend/protocol';

import { shardSize } from '../plan/shard.ts';
import { FleetAccount } from './fleet-account.ts';
import { runRecord, type RunRecord } from './run-record.ts';
import { Tally } from './tally.ts';

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
    checkDevices(record);
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

/** A shard that has lived fewer devices than are in it, or more, would be counted as a whole one. */
function checkDevices({ shards, devices, account }: RunRecord): void {
  const { of, numbers } = shards;
  const all = numbers.reduce((sum, number) => sum + shardSize({ number, of }, devices), 0);
  const lived = new Tally(account.tally).sum('devices');
  if (lived === all) return;
  throw unfit(`shard ${numbers.join(' ')} has lived ${lived} devices, where it has ${all}`);
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
