import { StatisticsError } from '../errors/statistics-errors.ts';
import { Statistics, StatisticsList } from '../groups/statistics-group.ts';
import { groupFailure, handleCommand, type SmpHandler } from './handler.ts';
import { SmpGroup } from '../header.ts';

/** What group 2 asks a device. */
export interface StatisticsSource {
  statisticsNames(): readonly string[];
  /** The counters of a group; undefined when there is none of this name. */
  statistics(name: string): ReadonlyMap<string, number> | undefined;
}

export function statisticsHandlers(source: StatisticsSource): readonly SmpHandler[] {
  return [
    handleCommand(Statistics.read, ({ name }) => {
      const fields = source.statistics(name);
      return fields === undefined
        ? groupFailure(SmpGroup.statistics, StatisticsError.invalidGroup)
        : { name, fields };
    }),
    handleCommand(StatisticsList.read, () => ({ stat_list: source.statisticsNames() })),
  ];
}
