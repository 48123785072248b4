import type { ErrorReport } from '../output/event.ts';

/** What became of one device. */
export interface PanelRow {
  readonly name: string;
  readonly port: string;
  /** `not-begun`: this run was interrupted before it came to this device. */
  readonly outcome: 'ok' | 'failed' | 'interrupted' | 'not-begun';
  /** Steps that are done, of all. */
  readonly stepsDone: number;
  readonly steps: number;
  readonly durationS: number;
  /** The last thing that a step said. */
  readonly sentence: string;
  readonly error: ErrorReport | null;
  /** It was finished by an earlier run. */
  readonly doneBefore: boolean;
}
