import { faultLine, FeierabendError, InternalError, LinkError } from '@feierabend/protocol';

import { codeOf } from '../files/write-whole-file.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import type { ErrorReport } from './event.ts';
import { ProblemList } from './problem-list.ts';

/** What the program says about any error, ours or not. */
export function toFeierabendError(error: unknown): FeierabendError {
  if (error instanceof FeierabendError) return error;
  const came = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new InternalError(came, error);
}

export function errorReport(error: FeierabendError, left?: string): ErrorReport {
  return {
    code: error.code,
    exitCode: exitCodeOf(error),
    expected: error.expected,
    came: error.came,
    next: error.next,
    ...(left === undefined ? {} : { left }),
    ...(error instanceof ProblemList ? { problems: error.problems } : {}),
  };
}

/**
 * One sentence, with the code a search engine or a colleague needs; before it, one line per problem
 * of a list, and behind it, what a lost line has left.
 */
export function errorText(error: FeierabendError, left?: string): string {
  const problems = error instanceof ProblemList ? error.problems : [];
  const state = left === undefined ? [] : [`flasher: Left behind: ${left}.`];
  return [...problems, faultLine('flasher', error), ...state].join('\n');
}

/** @param leftState What the interrupted command leaves behind, and how to go on. */
export function interrupted(phase: string, leftState: string): LinkError {
  return new LinkError({
    code: 'INTERRUPTED',
    expected: `to finish ${phase}`,
    came: 'it was interrupted',
    next: leftState,
  });
}

/** What the command did is done all the same, and its words are gone. */
export function outputLost(cause: unknown): LinkError {
  return new LinkError({
    code: 'OUTPUT_LOST',
    expected: 'to write to standard output',
    came: `the system refused (${codeOf(cause)}), and what is missing there is not repeated`,
    next: 'make room or write elsewhere, and look at the device with "flasher info"',
    cause,
  });
}
