import type { SmpErrorTable } from './error-text.ts';

/** Codes of group 63 (`zephyr_basic_group_err_code_t`). */
export const BasicError = {
  unknown: 1,
  flashOpenFailed: 2,
  flashConfigFailed: 3,
  flashEraseFailed: 4,
} as const;
export type BasicError = (typeof BasicError)[keyof typeof BasicError];

export const basicErrors: SmpErrorTable = {
  1: {
    name: 'UNKNOWN',
    sentence: 'the storage failed in a way it could not name',
    next: 'repeat it; if it stays, read the log of the device',
  },
  2: {
    name: 'FLASH_OPEN_FAILED',
    sentence: 'it could not open its storage',
    next: 'reset the device and repeat it',
  },
  3: {
    name: 'FLASH_CONFIG_QUERY_FAIL',
    sentence: 'it could not read the layout of its storage',
    next: 'reset the device and repeat it',
  },
  4: {
    name: 'FLASH_ERASE_FAILED',
    sentence: 'it could not erase its storage',
    next: 'repeat it; if it stays, the flash of the device is damaged',
  },
};
