import type { SmpErrorTable, SmpErrorText } from './error-text.ts';
import { SmpGroup } from '../header.ts';
import { basicErrors } from './basic-errors.ts';
import { enumerationErrors } from './enumeration-errors.ts';
import { fileErrors } from './file-errors.ts';
import { legacyCodes } from './legacy-codes.ts';
import { osErrors } from './os-errors.ts';
import { statisticsErrors } from './statistics-errors.ts';
import { imageErrors } from './image-errors.ts';
import { McumgrError, mcumgrErrors } from './mcumgr-errors.ts';
import { settingsErrors } from './settings-errors.ts';
import { trackerErrors } from '../tracker-errors.ts';

/**
 * The tables of the groups whose codes we know; the codes of the protocol itself are
 * `mcumgrErrors`.
 */
export const groupErrors: Readonly<Record<number, SmpErrorTable>> = {
  [SmpGroup.os]: osErrors,
  [SmpGroup.image]: imageErrors,
  [SmpGroup.statistics]: statisticsErrors,
  [SmpGroup.settings]: settingsErrors,
  [SmpGroup.files]: fileErrors,
  [SmpGroup.enumeration]: enumerationErrors,
  [SmpGroup.basic]: basicErrors,
  [SmpGroup.tracker]: trackerErrors,
};

/** Codes from here up belong to the application of the device (`MGMT_ERR_EPERUSER`). */
const userErrorsFrom = 256;

/**
 * The text of a return code; `group` is undefined for a code of the protocol itself, as all of SMP
 * v1 are.
 */
export function describeSmpError(group: number | undefined, rc: number): SmpErrorText {
  const table = group === undefined ? mcumgrErrors : groupErrors[group];
  const known = table?.[rc];
  if (known !== undefined) return known;
  if (group === undefined && rc >= userErrorsFrom) {
    return {
      name: `USER_${rc}`,
      sentence: `its application answered with its own code ${rc}`,
      next: 'look the code up in the documentation of the firmware',
    };
  }
  return {
    name: group === undefined ? `RC_${rc}` : `GROUP_${group}_RC_${rc}`,
    sentence:
      group === undefined
        ? `it answered with code ${rc}`
        : `it answered with code ${rc} of group ${group}`,
    next: 'look the code up in the documentation of the firmware; it may be newer than this tool',
  };
}

/** What a v2 error of a group becomes for a client that speaks SMP v1, as Zephyr translates it. */
export function legacyCode(group: number, rc: number): McumgrError {
  return legacyCodes[group]?.[rc] ?? McumgrError.unknown;
}
