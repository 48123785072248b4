import { DataError, FeierabendError, SmpRefusal, UsageError } from '@feierabend/protocol';

import { exitCodes, type ExitCodeName } from './exit-codes.ts';

/**
 * The start of a code decides first: one class of error has more than one way to end the program.
 */
const byCode: readonly (readonly [RegExp, ExitCodeName])[] = [
  [/^INTERRUPTED$/u, 'interrupted'],
  [/^PANEL_(FAILED|STEP|REPORT)$/u, 'panel'],
  [/^OUTPUT_LOST$/u, 'output'],
  [/^VERIFY_/u, 'unproved'],
  [/^(SMP_RECEIPT|SMP_POLICY_DIGEST|SMP_SETTING_DIFFERS)$/u, 'unproved'],
  [/^SMP_CLOSED$/u, 'port'],
  [/^STATE_/u, 'refused'],
];

/** Which row of the table an error ends the program with. */
export function exitNameOf(error: unknown): ExitCodeName {
  if (!(error instanceof FeierabendError)) return 'internal';
  if (error instanceof SmpRefusal) return 'refused';
  const listed = byCode.find(([pattern]) => pattern.test(error.code));
  if (listed !== undefined) return listed[1];
  if (error instanceof UsageError) return 'usage';
  if (error.code.startsWith('PORT_')) return 'port';
  if (error.code.startsWith('SMP_')) return 'silence';
  if (error instanceof DataError) return 'file';
  return 'internal';
}

export function exitCodeOf(error: unknown): number {
  return exitCodes[exitNameOf(error)].code;
}

/** The conversation ended, and what was said last may have arrived or not. */
export function isLineLost(error: unknown): boolean {
  return ['port', 'silence'].includes(exitNameOf(error));
}
