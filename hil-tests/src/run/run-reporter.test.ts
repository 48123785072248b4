import { expect, test } from 'vitest';
import type { TestCase } from 'vitest/node';

import type { AttemptRecord, Fault } from '../record/run-record.ts';
import { RunReporter } from './run-reporter.ts';

const attempt: AttemptRecord = {
  startedAt: '2026-11-23T08:00:00.000Z',
  durationMs: 1,
  outcome: 'PASS',
  phases: [],
};

/** As much of what vitest tells as the reporter asks for. */
function told(
  id: string,
  state: 'passed' | 'failed' | 'pending' | 'skipped',
  errors: readonly { message: string }[] = [],
  benchFault?: Fault,
) {
  const attempts = state === 'pending' || state === 'skipped' ? [] : [attempt];
  const reason = benchFault === undefined ? {} : { reason: 'the bench was not there', benchFault };
  const hil = { suite: 's', clauses: ['TOM-5'], needs: [], attempts, ...reason };
  const meta = () => ({ hil });
  return { id, name: id, meta, result: () => ({ state, errors }) } as unknown as TestCase;
}

const reporter = () => new RunReporter({ signal: new AbortController().signal });

test('a run that is cancelled tells every result twice, and each is kept once', () => {
  const heard = reporter();
  for (const id of ['a', 'b', 'a', 'b']) heard.onTestCaseResult(told(id, 'passed'));
  expect(heard.tests.map(({ id }) => id)).toEqual(['s/a', 's/b']);
});

test.each([
  [true, 'ABORTED'],
  [false, 'ERROR'],
] as const)('a test that never began, where the run was ended %s: %s', (isEnded, outcome) => {
  const ended = new AbortController();
  if (isEnded) ended.abort();
  const heard = new RunReporter({ signal: ended.signal });
  heard.onTestCaseResult(told('a', 'pending'));
  expect(heard.tests[0]).toMatchObject({ outcome, attempts: [] });
});

test('a body that passed on a bench that could not be cleared did not pass', () => {
  const heard = reporter();
  heard.onTestCaseResult(told('a', 'failed', [{ message: 'the tracker did not stop' }]));
  expect(heard.tests[0]).toMatchObject({
    outcome: 'FAIL',
    flaky: false,
    attempts: [{ outcome: 'FAIL', fault: { message: 'the tracker did not stop' } }],
  });
});

test('what keeps the bench from all tests is one fault of the bench, and none of a test', () => {
  const said: string[] = [];
  const { signal } = new AbortController();
  const heard = new RunReporter({ signal, onFault: ({ message }) => said.push(message) });
  const benchFault = { code: 'BENCH_LOCKED', message: 'process 7 has it' };
  for (const id of ['a', 'b']) heard.onTestCaseResult(told(id, 'skipped', [], benchFault));
  expect(heard.tests).toMatchObject([
    { outcome: 'ERROR', attempts: [], reason: 'the bench was not there' },
    { outcome: 'ERROR', attempts: [] },
  ]);
  expect(heard.faults).toEqual([benchFault]);
  expect(said).toEqual(['process 7 has it']);
});
