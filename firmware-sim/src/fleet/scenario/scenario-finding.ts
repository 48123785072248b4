import type { ReadScenario } from './scenario-file.ts';

export interface ScenarioFinding {
  /** An error keeps the scenario from being run; a note says what a run does not show. */
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: string;
  /** What it is about, as keys of the file with dots. */
  readonly path: string;
  readonly sentence: string;
  readonly next: string;
}

export type Rule = (read: ReadScenario) => readonly ScenarioFinding[];

export const error = (
  code: string,
  path: string,
  sentence: string,
  next: string,
): ScenarioFinding => ({
  severity: 'error',
  code,
  path,
  sentence,
  next,
});
export const warning = (...parts: Parameters<typeof error>): ScenarioFinding => ({
  ...error(...parts),
  severity: 'warning',
});

export const note = (...parts: Parameters<typeof error>): ScenarioFinding => ({
  ...error(...parts),
  severity: 'note',
});
