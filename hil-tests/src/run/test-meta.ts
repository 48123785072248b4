import type { Need } from '../record/bench-facts.ts';
import type { AttemptRecord, DeviceRecord, Fault } from '../record/run-record.ts';

/** What travels from the worker to the reporter with each test. */
export interface TestMeta {
  readonly suite: string;
  readonly clauses: readonly string[];
  readonly needs: readonly Need[];
  readonly attempts: AttemptRecord[];
  /** Of `hil mutants`: the defect it was tried on, or `sound`. */
  trial?: string;
  /** Why it was skipped, or not reached. */
  reason?: string;
  /** What keeps the bench from all that follows: one fault of the bench, and none of this test. */
  benchFault?: Fault;
  /** What the bench had met when the test ended. */
  devices?: Record<string, DeviceRecord>;
  digests?: Record<string, string>;
}
