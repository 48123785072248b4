import type { SmpErrorTable } from './error-text.ts';

/** Codes of group 10 (`enum_mgmt_err_code_t`). */
export const EnumerationError = {
  unknown: 1,
  tooManyGroups: 2,
  noMemory: 3,
  indexTooLarge: 4,
} as const;
export type EnumerationError = (typeof EnumerationError)[keyof typeof EnumerationError];

export const enumerationErrors: SmpErrorTable = {
  1: {
    name: 'UNKNOWN',
    sentence: 'the list of groups failed in a way it could not name',
    next: 'repeat it; if it stays, read the log of the device',
  },
  2: {
    name: 'TOO_MANY_GROUP_ENTRIES',
    sentence: 'it was asked about more groups than it takes at once',
    next: 'ask for fewer groups at once, or for all',
  },
  3: {
    name: 'INSUFFICIENT_HEAP_FOR_ENTRIES',
    sentence: 'it had no memory left for the answer',
    next: 'ask for fewer groups at once',
  },
  4: {
    name: 'INDEX_TOO_LARGE',
    sentence: 'it has fewer groups than that',
    next: 'ask for the number of groups first',
  },
};
