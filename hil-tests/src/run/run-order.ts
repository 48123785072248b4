import type { SeededDefect } from '@feierabend/firmware-sim';

import type { Bench } from '../bench/bench-schema.ts';
import type { HilHost } from '../io.ts';
import type { TestMeta } from './test-meta.ts';
import type { Trial } from './trial.ts';

/** What the program hands to the worker that runs the suites; plain data only. */
export interface RunOrder {
  readonly bench: Bench;
  readonly suites: readonly string[];
  readonly seed: number;
  /** Switched on in every tracker's firmware. */
  readonly defects: readonly SeededDefect[];
  /** Attachments go here under their hash. */
  readonly attachmentFolder: string;
  /** A test that fails is tried that many times more, and every attempt is kept. */
  readonly retries: number;
  /** How long the soak suite goes on, in hours of the tracker's time. */
  readonly soakHours: number;
  readonly host: HilHost;
  /** Of `hil mutants`: what the suites are tried on, one after the other. */
  readonly trials?: readonly Trial[];
  /** Tells benches apart that one process has open at the same time. */
  readonly lane?: number;
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
