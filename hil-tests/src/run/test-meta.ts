import type { Need } from '../record/bench-facts.ts';
import type { AttemptRecord, DeviceRecord } from '../record/run-record.ts';

/** What travels from the worker to the reporter with each test. */
export interface TestMeta {
  readonly suite: string;
  readonly clauses: readonly string[];
  readonly needs: readonly Need[];
  readonly attempts: AttemptRecord[];
  /** Of `hil mutants`: the defect it was tried on, or `sound`. */
  trial?: string;
  /** Why it was skipped. */
  reason?: string;
  /** What the bench had met when the test ended. */
  devices?: Record<string, DeviceRecord>;
  digests?: Record<string, string>;
}
