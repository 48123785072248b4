import { fileURLToPath } from 'node:url';

import { LinkError } from '@feierabend/protocol';
import { startVitest } from 'vitest/node';

import { RunReporter } from './run-reporter.ts';
import type { RunOrder } from './run-order.ts';
import type { Fault, TestRecord } from '../record/run-record.ts';

export interface SuitesEnded {
  readonly tests: readonly TestRecord[];
  readonly reporter: RunReporter;
  /** What broke outside of a test. */
  readonly faults: readonly Fault[];
}

export interface RunSuitesOptions {
  readonly order: RunOrder;
  readonly signal: AbortSignal;
  /** `trial` is set where the order has trials: see {@link TestMeta.trial}. */
  readonly onTest?: (test: TestRecord, trial?: string) => void;
  readonly onBegin?: (name: string) => void;
  /** How many tests there are, when the suites are read. */
  readonly onCollected?: (tests: number) => void;
  /** In place of the suites: a file of tests of the house. */
  readonly file?: string | undefined;
  /** What keeps the bench from every test that follows; told once. */
  readonly onFault?: (fault: Fault) => void;
  /** vitest ends the process at a signal; called when it has begun to listen. */
  readonly ownSignals?: (() => void) | undefined;
}

/** What vitest is given: a file of ours, in a clone as it is written. */
function runFile(name: 'suites' | 'mutants'): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./${name}.run.${ending}`, import.meta.url));
}
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
/** In a clone our packages point at their sources. */
const conditions = import.meta.url.endsWith('.ts') ? ['@feierabend/source'] : [];
const closeDeadlineMs = 30_000;

/** Runs the suites in a thread of its own: one file, one thread, one open bench. */
export async function runSuites(options: RunSuitesOptions): Promise<SuitesEnded> {
  const { order } = options;
  const reporter = new RunReporter(options);
  const file = options.file ?? runFile(order.trials === undefined ? 'suites' : 'mutants');
  const vitest = await startVitest(
    'test',
    [],
    {
      config: false,
      root: packageFolder,
      include: [file],
      exclude: [],
      watch: false,
      pool: 'threads',
      maxWorkers: 1,
      isolate: false,
      reporters: [reporter],
      provide: { hilOrder: order },
      hookTimeout: order.bench.timeouts.startS * 1000,
      teardownTimeout: closeDeadlineMs,
    },
    {
      resolve: { conditions },
      ssr: { resolve: { conditions, externalConditions: conditions } },
      logLevel: 'error',
    },
  );
  await vitest.close();
  // Who ends a run while its suites are read hears of no test.
  if (options.signal.aborted) return { tests: reporter.tests, faults: reporter.faults, reporter };
  if (reporter.tests.length === 0 && reporter.faults.length === 0) {
    throw new LinkError({
      code: 'BENCH_RUN',
      expected: `tests of the suites ${order.suites.join(', ')}`,
      came: 'none were found',
      next: 'name a suite that exists (hil run --help)',
    });
  }
  return { tests: reporter.tests, faults: reporter.faults, reporter };
}
