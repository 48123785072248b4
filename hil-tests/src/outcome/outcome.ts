import { FeierabendError, LinkError } from '@feierabend/protocol';

import { exitCodes } from '../exit-codes.ts';

/** How a test, a suite or a run ends. The worst of its parts is that of the whole: the list begins with the best. */
export const outcomes = ['SKIP', 'PASS', 'TIMEOUT', 'FAIL', 'ERROR', 'ABORTED'] as const;
export type Outcome = (typeof outcomes)[number];

/** Whose mistake each is, as an exit code (docs/exit-codes.md). */
const exitCodeOf: Readonly<Record<Outcome, number>> = {
  // A run that skipped everything has proved nothing.
  SKIP: exitCodes.bench,
  PASS: exitCodes.ok,
  TIMEOUT: exitCodes.silence,
  FAIL: exitCodes.failedChecks,
  ERROR: exitCodes.bench,
  ABORTED: exitCodes.interrupted,
};

/** The bench's own parts: what they say tells nothing about the product. */
const benchCodes = /^(?:RIG|BENCH|TARGET|BROKER|PORT|INIT)_/u;
/** What a machine says that is full, busy or forbids something; a connection that was cut may be the product's doing. */
const machineCodes = new Set(
  'EACCES EADDRINUSE EDQUOT EMFILE ENFILE ENOMEM ENOSPC EROFS'.split(' '),
);
const timeoutCodes = /_(?:TIMEOUT|SILENCE)$/u;

/** What an error that ended a test means. Everything that is not known to be the bench's is held against the product. */
export function outcomeOf(error: unknown, signal?: AbortSignal): Outcome {
  if (signal?.aborted === true) return 'ABORTED';
  if (!(error instanceof FeierabendError)) return isOfMachine(error) ? 'ERROR' : 'FAIL';
  if (error.code === 'INTERNAL' || benchCodes.test(error.code)) return 'ERROR';
  return error instanceof LinkError && timeoutCodes.test(error.code) ? 'TIMEOUT' : 'FAIL';
}

/** Whether Node says that this machine did not do what it was asked. */
export function isOfMachine(error: unknown): boolean {
  if (!(error instanceof Error) || !('syscall' in error)) return false;
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException;
  return machineCodes.has(code) || syscall.startsWith('spawn');
}

/** Of no parts at all: nothing was run. */
export function worstOf(parts: readonly Outcome[]): Outcome {
  return outcomes[Math.max(0, ...parts.map((part) => outcomes.indexOf(part)))] ?? 'SKIP';
}

export function runExitCode(parts: readonly Outcome[]): number {
  return exitCodeOf[worstOf(parts)];
}
