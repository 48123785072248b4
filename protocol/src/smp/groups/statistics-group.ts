import { dictionary } from '../../schema/cbor-dictionary.ts';
import { arrayOf, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

const group = SmpGroup.statistics;

export const StatisticsRequest = cborMap('StatisticsRequest', {
  name: text('name of the statistics group'),
});
export type StatisticsRequest = Infer<typeof StatisticsRequest>;

export const StatisticsResponse = cborMap('StatisticsResponse', {
  name: text('name of the statistics group'),
  fields: dictionary('Counters', uint('a counter'), 'the counters by their names'),
});
export type StatisticsResponse = Infer<typeof StatisticsResponse>;

export const Statistics = {
  read: readCommand({
    group,
    id: 0,
    name: 'statistics',
    request: StatisticsRequest,
    response: StatisticsResponse,
  }),
};

export const StatisticsListResponse = cborMap('StatisticsListResponse', {
  stat_list: arrayOf(text('name of a statistics group'), 'the names of all statistics groups'),
});
export type StatisticsListResponse = Infer<typeof StatisticsListResponse>;

export const StatisticsList = {
  read: readCommand({
    group,
    id: 1,
    name: 'list of statistics',
    request: EmptyMap,
    response: StatisticsListResponse,
  }),
};
