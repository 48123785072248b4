import type { SeededDefect } from '@feierabend/firmware-sim';

import type { Bench } from '../bench/bench-schema.ts';
import type { HilHost } from '../io.ts';
import type { TestMeta } from './test-meta.ts';

/** What the program hands to the worker that runs the suites; plain data only. */
export interface RunOrder {
  readonly bench: Bench;
  readonly suites: readonly string[];
  readonly seed: number;
  /** Switched on in every tracker's firmware, to try the suites (`hil mutants`). */
  readonly defects: readonly SeededDefect[];
  /** Attachments go here under their hash. */
  readonly attachmentFolder: string;
  /** A test that fails is tried that many times more, and every attempt is kept. */
  readonly retries: number;
  /** How long the soak suite goes on, in hours of the tracker's time. */
  readonly soakHours: number;
  readonly host: HilHost;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly hilOrder: RunOrder;
  }
  interface TaskMeta {
    /** What `hil run` keeps of a test; absent in tests of the house. */
    hil?: TestMeta;
  }
}
