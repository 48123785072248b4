import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

import { worstOf, type Outcome } from '../outcome/outcome.ts';
import type { DeviceRecord, Fault, TestRecord } from '../record/run-record.ts';
import type { RunSuitesOptions } from './run-suites.ts';
import { testIdOf } from './test-id.ts';

/** Turns what vitest tells into the records of a run. */
export class RunReporter implements Reporter {
  readonly tests: TestRecord[] = [];
  readonly faults: Fault[] = [];
  readonly devices: Record<string, DeviceRecord> = {};
  readonly digests: Record<string, string> = {};
  readonly #options: Pick<RunSuitesOptions, 'onTest' | 'onBegin' | 'signal'>;

  constructor(options: Pick<RunSuitesOptions, 'onTest' | 'onBegin' | 'signal'>) {
    this.#options = options;
  }

  onInit(vitest: Vitest): void {
    const cancel = (): void => void vitest.cancelCurrentRun('keyboard-input');
    this.#options.signal.addEventListener('abort', cancel, { once: true });
    vitest.onClose(() => this.#options.signal.removeEventListener('abort', cancel));
  }

  onTestCaseReady(test: TestCase): void {
    const suite = test.meta().hil?.suite;
    this.#options.onBegin?.(suite === undefined ? test.name : `${suite}: ${test.name}`);
  }

  onTestCaseResult(test: TestCase): void {
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
    const inTests = new Set(
      this.tests.flatMap(({ attempts }) => attempts.map(({ fault }) => fault?.message)),
    );
    for (const { message } of [...errors, ...ofModules]) {
      if (!inTests.has(message)) this.faults.push({ message: message.slice(0, 4000) });
    }
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
    } = test.meta().hil ?? {};
    Object.assign(this.devices, devices);
    Object.assign(this.digests, digests);
    const outcome = this.#outcome(
      test,
      attempts.map((attempt) => attempt.outcome),
    );
    return {
      id: testIdOf(suite, test.name),
      suite,
      name: test.name,
      clauses: [...clauses],
      needs: [...needs],
      attempts: [...attempts],
      outcome,
      flaky: outcome === 'PASS' && attempts.length > 1,
      ...(reason === undefined ? this.#unreached(outcome, attempts.length) : { reason }),
    };
  }

  /** The last attempt counts; what came before makes it flaky. */
  #outcome(test: TestCase, attempts: readonly Outcome[]): Outcome {
    const { state } = test.result();
    const last = attempts.at(-1);
    if (state === 'skipped') {
      if (last !== undefined) return last;
      return test.meta().hil?.reason === undefined ? this.#notRun() : 'SKIP';
    }
    if (last === undefined) return state === 'passed' ? 'PASS' : 'ERROR';
    return state === 'failed' ? worstOf([last, last === 'PASS' ? 'FAIL' : last]) : last;
  }

  #notRun(): Outcome {
    return this.#options.signal.aborted ? 'ABORTED' : 'ERROR';
  }

  #unreached(outcome: Outcome, attempts: number): { reason?: string } {
    if (attempts > 0 || outcome === 'PASS') return {};
    return { reason: outcome === 'ABORTED' ? 'the run was ended before' : 'it was not reached' };
  }
}
