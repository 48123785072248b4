import { LinkError } from '@feierabend/protocol';

import type { RunOrder } from '../run/run-order.ts';
import { runSuites } from '../run/run-suites.ts';
import type { Trial } from '../run/trial.ts';
import type { Defect } from './defect.ts';
import { killHints } from './kill-hints.ts';
import { lanesOf } from './lanes.ts';
import type { Mutant } from './mutants-record.ts';
import { TrialLedger } from './trial-ledger.ts';

export interface RunMutantsOptions {
  readonly order: Omit<RunOrder, 'trials' | 'lane' | 'defects' | 'retries'>;
  readonly defects: readonly Defect[];
  /** Benches that are open at the same time. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly ownSignals?: (() => void) | undefined;
  readonly onBegin: (trial: string, test: string) => void;
  /** A defect is done with; what is said of it here may still turn out to be unproven. */
  readonly onMutant: (mutant: Mutant) => void;
}

export interface MutantsEnded {
  readonly proven: readonly string[];
  readonly mutants: readonly Mutant[];
}

/**
 * Tries the suites on firmware with each defect, and stops at the first test that fails. The tests that are tried first have to
 * pass without a defect before anything else is run; whatever else finds a defect has to do so afterwards.
 */
export async function runMutants(options: RunMutantsOptions): Promise<MutantsEnded> {
  const { defects, jobs } = options;
  const ledger = new TrialLedger();
  const lanes = lanesOf(defects, killHints, jobs);
  const broke = new AbortController();
  const signal = AbortSignal.any([options.signal, broke.signal]);
  // All of them to their end: a bench that is still open would have the last word on the exit code of the process.
  await Promise.all(
    lanes.map((trials, lane) =>
      // What ends one bench ends the others; the first to break tells why.
      runLane({ ...options, signal }, ledger, trials, lane).catch((error: unknown) =>
        broke.abort(error),
      ),
    ),
  );
  broke.signal.throwIfAborted();
  const { unproven } = ledger;
  if (unproven.length > 0) {
    await runLane(options, ledger, [{ first: unproven, rest: false }], 0);
  }
  return { proven: ledger.proven, mutants: defects.map((defect) => ledger.judge(defect)) };
}

async function runLane(
  options: RunMutantsOptions,
  ledger: TrialLedger,
  trials: readonly Trial[],
  lane: number,
): Promise<void> {
  const { signal, ownSignals, onBegin, onMutant } = options;
  const unfit = new AbortController();
  const told = new Set<string>();
  let current: string | undefined;
  const done = (trial: string): void => {
    const defect = trials.find((one) => one.defect === trial)?.defect;
    if (defect === undefined || told.has(defect) || ledger.unfit.length > 0) return;
    told.add(defect);
    onMutant(ledger.judge(defect));
  };
  const { faults } = await runSuites({
    order: { ...options.order, defects: [], retries: 0, trials, lane },
    signal: AbortSignal.any([signal, unfit.signal]),
    ownSignals,
    onBegin: (test) => onBegin(current ?? 'sound', test),
    onTest: (test, trial = 'sound') => {
      if (trial !== current && current !== undefined) done(current);
      current = trial;
      if (trial !== 'sound') {
        if (ledger.add(trial, test)) done(trial);
        return;
      }
      ledger.addSound(test);
      if (ledger.unfit.length > 0) unfit.abort();
    },
  });
  const [fault] = faults;
  const [failed] = ledger.unfit;
  if (failed !== undefined) throw notSound(failed);
  if (signal.aborted) return;
  for (const { defect } of trials) if (defect !== undefined) done(defect);
  if (fault !== undefined) throw broken(fault.message);
}

function notSound(failed: string): LinkError {
  return new LinkError({
    code: 'MUTANTS_BASELINE',
    expected: 'every test to pass on firmware without a defect before it is tried on one with',
    came: failed,
    next: 'see what "hil run" says of them',
  });
}

function broken(message: string): LinkError {
  return new LinkError({
    code: 'BENCH_RUN',
    expected: 'a bench that holds for all trials',
    came: message.split('\n')[0] ?? '',
    next: 'run "hil bench check", then try again',
  });
}
