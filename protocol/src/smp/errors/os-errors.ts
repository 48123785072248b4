import type { SmpErrorTable } from './error-text.ts';

/** Codes of group 0 (`os_mgmt_err_code_t`). */
export const OsError = {
  unknown: 1,
  invalidFormat: 2,
  noAnswer: 3,
  clockNotSet: 4,
  clockFailed: 5,
  invalidAnswer: 6,
  heapFailed: 7,
} as const;
export type OsError = (typeof OsError)[keyof typeof OsError];

export const osErrors: SmpErrorTable = {
  1: {
    name: 'UNKNOWN',
    sentence: 'the system failed in a way it could not name',
    next: 'repeat it; if it stays, read the log of the device',
  },
  2: {
    name: 'INVALID_FORMAT',
    sentence: 'it does not know a letter of the format',
    next: 'use letters of s n r v b m p i o, or a for all',
  },
  3: {
    name: 'QUERY_YIELDS_NO_ANSWER',
    sentence: 'its boot loader does not know this query',
    next: 'ask without a query, or for "mode"',
  },
  4: {
    name: 'RTC_NOT_SET',
    sentence: 'its clock was never set',
    next: 'give it a position fix, or a signed time',
  },
  5: {
    name: 'RTC_COMMAND_FAILED',
    sentence: 'its clock could not be read or set',
    next: 'repeat it; if it stays, the clock of the device is damaged',
  },
  6: {
    name: 'QUERY_RESPONSE_VALUE_NOT_VALID',
    sentence: 'its boot loader knows the query and has no value for it',
    next: 'update the boot loader, or do without the answer',
  },
  7: {
    name: 'HEAP_STATS_FETCH_FAILED',
    sentence: 'it could not measure its memory',
    next: 'repeat it; if it stays, read the log of the device',
  },
};
