import type { ErrorReport } from '../output/event.ts';

/** What became of one device. */
export interface PanelRow {
  readonly name: string;
  readonly port: string;
  readonly outcome: 'ok' | 'failed' | 'interrupted';
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
