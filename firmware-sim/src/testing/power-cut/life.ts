import type { Flash } from '../../core/ports.ts';
import type { TestTracker } from '../test-tracker.ts';
import type { Promised } from './moment.ts';

/** What a tracker does while power may go. */
export interface Life {
  readonly name: string;
  /** When it begins, in Unix seconds. */
  readonly startS: number;
  /** Records are deleted in it, so that not all of them come. */
  readonly deletes?: boolean;
  /** On a board that is nobody's yet. */
  readonly blank?: boolean;
  /** What was before the first cut. */
  readonly prepare?: (world: TestTracker) => Promise<void> | void;
  /** `done` notes what the device has answered for. */
  readonly run: (world: TestTracker, done: (what: string) => void) => Promise<void> | void;
  /** What must hold after a cut instead of what holds of a tenant's device; returns what does not. */
  readonly judge?: (
    after: TestTracker,
    promised: Promised,
  ) => Promise<readonly string[]> | readonly string[];
  /** What must hold after a cut beside what always must; returns what does not. */
  readonly check?: (after: TestTracker, done: readonly string[]) => readonly string[];
}

/** Puts something wrong between firmware and cells, to see that it is found. */
export type Defect = (flash: Flash) => Flash;

/** Where the test's receiver is in work hours. */
export const workPlace = { latitude: 48.37054, longitude: 10.89779 };
