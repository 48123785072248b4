import type { SmpErrorTable } from './error-text.ts';

export const SettingsError = {
  unknown: 1,
  keyTooLong: 2,
  keyNotFound: 3,
  readNotSupported: 4,
  rootKeyNotFound: 5,
  writeNotSupported: 6,
  deleteNotSupported: 7,
  saveNotSupported: 8,
} as const;
export type SettingsError = (typeof SettingsError)[keyof typeof SettingsError];

export const settingsErrors: SmpErrorTable = {
  1: {
    name: 'UNKNOWN',
    sentence: 'the settings store failed in a way it could not name',
    next: 'repeat it; if it stays, read the log of the device',
  },
  2: {
    name: 'KEY_TOO_LONG',
    sentence: 'the name of the setting is longer than it takes',
    next: 'use a shorter name',
  },
  3: {
    name: 'KEY_NOT_FOUND',
    sentence: 'there is no setting of this name',
    next: 'check the name against the settings of this firmware',
  },
  4: {
    name: 'READ_NOT_SUPPORTED',
    sentence: 'this setting cannot be read',
    next: 'leave it out; its value stays in the device',
  },
  5: {
    name: 'ROOT_KEY_NOT_FOUND',
    sentence: 'no part of the firmware owns settings with this first word',
    next: 'check the name against the settings of this firmware',
  },
  6: {
    name: 'WRITE_NOT_SUPPORTED',
    sentence: 'this setting cannot be written',
    next: 'leave it out of the change',
  },
  7: {
    name: 'DELETE_NOT_SUPPORTED',
    sentence: 'this setting cannot be deleted',
    next: 'write its default value instead',
  },
  8: {
    name: 'SAVE_NOT_SUPPORTED',
    sentence: 'it cannot save the settings on request',
    next: 'leave the save out; this firmware saves at each write',
  },
};
