import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

import { labelOf } from '../evidence/unfinished/unfinished-run.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { endedBefore } from '../record/declared-test.ts';
import { isFlaky } from '../record/outcomes.ts';
import type { AttemptRecord, DeviceRecord, Fault, TestRecord } from '../record/run-record.ts';
import type { RunSuitesOptions } from './run-suites.ts';
import { testIdOf } from './test-id.ts';

type Heard = Pick<
  RunSuitesOptions,
  'onTest' | 'onBegin' | 'onFault' | 'onCollected' | 'signal' | 'ownSignals'
>;

/** Turns what vitest tells into the records of a run. */
export class RunReporter implements Reporter {
  readonly tests: TestRecord[] = [];
  readonly faults: Fault[] = [];
  readonly devices: Record<string, DeviceRecord> = {};
  readonly digests: Record<string, string> = {};
  readonly #told = new Set<string>();
  readonly #options: Heard;

  constructor(options: Heard) {
    this.#options = options;
  }

  onInit(vitest: Vitest): void {
    this.#options.ownSignals?.();
    this.#cancel = (): void => void vitest.cancelCurrentRun('keyboard-input');
    this.#options.signal.addEventListener('abort', this.#cancel, { once: true });
    vitest.onClose(() => this.#options.signal.removeEventListener('abort', this.#cancel));
  }
  #cancel = (): void => {};

  /** Who ends a run before it has begun is not heard by vitest, which forgets it when it begins. */
  onTestModuleStart(): void {
    if (this.#options.signal.aborted) this.#cancel();
  }

  onTestModuleCollected(module: TestModule): void {
    this.#options.onCollected?.([...module.children.allTests()].length);
  }

  onTestCaseReady(test: TestCase): void {
    const suite = test.meta().hil?.suite;
    this.#options.onBegin?.(suite === undefined ? test.name : labelOf(suite, test.name));
  }

  onTestCaseResult(test: TestCase): void {
    // A run that is cancelled tells every result once more.
    if (this.#told.has(test.id)) return;
    this.#told.add(test.id);
    const record = this.#record(test);
    this.tests.push(record);
    this.#options.onTest?.(record, test.meta().hil?.trial);
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly { readonly message: string }[],
  ): void {
    const ofModules = modules.flatMap((module) => [
      ...module.errors(),
      ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
    ]);
    const inTests = this.tests.flatMap(({ attempts }) =>
      attempts.map(({ fault }) => fault?.message ?? ''),
    );
    for (const { message } of [...errors, ...ofModules]) {
      if (!inTests.some((told) => told.includes(message)))
        this.faults.push({ message: message.slice(0, 4000) });
    }
  }

  /** One fault of the bench, however many tests it has kept from being tried. */
  #keepFault(fault: Fault): void {
    if (this.faults.some(({ message }) => message === fault.message)) return;
    this.faults.push(fault);
    this.#options.onFault?.(fault);
  }

  #record(test: TestCase): TestRecord {
    const {
      suite = test.parent.type === 'suite' ? test.parent.name : 'run',
      clauses = [],
      needs = [],
      attempts = [],
      reason,
      devices,
      digests,
      benchFault,
    } = test.meta().hil ?? {};
    if (benchFault !== undefined) this.#keepFault(benchFault);
    Object.assign(this.devices, devices);
    Object.assign(this.digests, digests);
    const tried = withLateFault(test, attempts);
    const outcome = this.#outcome(test, tried.at(-1)?.outcome);
    return {
      id: testIdOf(suite, test.name),
      suite,
      name: test.name,
      clauses: [...clauses],
      needs: [...needs],
      attempts: tried,
      outcome,
      flaky: isFlaky(tried),
      ...(reason === undefined ? this.#unreached(outcome, attempts.length) : { reason }),
    };
  }

  /** The last attempt counts; what came before makes it flaky. */
  #outcome(test: TestCase, last: Outcome | undefined): Outcome {
    const { state } = test.result();
    if (last !== undefined) return last;
    const { reason, benchFault } = test.meta().hil ?? {};
    if (benchFault === undefined && state === 'skipped' && reason !== undefined) return 'SKIP';
    return this.#options.signal.aborted ? 'ABORTED' : 'ERROR';
  }

  #unreached(outcome: Outcome, attempts: number): { reason?: string } {
    if (attempts > 0 || outcome === 'PASS') return {};
    return { reason: outcome === 'ABORTED' ? endedBefore : 'it was not reached' };
  }
}

/** A body can pass and its bench fail to be cleared after it: that attempt did not pass. */
function withLateFault(test: TestCase, attempts: readonly AttemptRecord[]): AttemptRecord[] {
  const last = attempts.at(-1);
  const { state, errors = [] } = test.result();
  if (last?.outcome !== 'PASS' || state !== 'failed') return [...attempts];
  const message = errors[0]?.message ?? 'it failed after its body had passed';
  const failed: AttemptRecord = { ...last, outcome: 'FAIL', fault: { message } };
  return [...attempts.slice(0, -1), failed];
}
