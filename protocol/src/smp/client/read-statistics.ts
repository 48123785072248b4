import type { RequestOptions, SmpClient } from './client.ts';
import { Statistics, StatisticsList } from '../groups/statistics-group.ts';

/** All counters of a device: group by group, name by name. */
export async function readStatistics(
  client: SmpClient,
  options: RequestOptions = {},
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const { stat_list: names } = await client.request(StatisticsList.read, {}, options);
  const groups = new Map<string, ReadonlyMap<string, number>>();
  for (const name of names) {
    const phase = `statistics ${name}`;
    // One at a time: the answers are long, and a device has few buffers.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await client.request(Statistics.read, { name }, { ...options, phase });
    groups.set(name, answer.fields);
  }
  return groups;
}
