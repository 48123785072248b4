import type { SmpErrorTable } from './error-text.ts';

/** Codes of group 2 (`stat_mgmt_err_code_t`). */
export const StatisticsError = {
  unknown: 1,
  invalidGroup: 2,
  invalidName: 3,
  invalidSize: 4,
  walkAborted: 5,
} as const;
export type StatisticsError = (typeof StatisticsError)[keyof typeof StatisticsError];

export const statisticsErrors: SmpErrorTable = {
  1: {
    name: 'UNKNOWN',
    sentence: 'the statistics failed in a way it could not name',
    next: 'repeat it; if it stays, read the log of the device',
  },
  2: {
    name: 'INVALID_GROUP',
    sentence: 'it has no statistics of this name',
    next: 'list the statistics and use a name from there',
  },
  3: {
    name: 'INVALID_STAT_NAME',
    sentence: 'it has no counter of this name',
    next: 'read the whole group of statistics',
  },
  4: {
    name: 'INVALID_STAT_SIZE',
    sentence: 'a counter has a size it cannot send',
    next: 'leave this group of statistics out',
  },
  5: {
    name: 'WALK_ABORTED',
    sentence: 'it stopped in the middle of its statistics',
    next: 'repeat it, or read the groups one by one',
  },
};
