import { DataError, InternalError, LinkError } from '@feierabend/protocol';
import { expect, it } from 'vitest';

import { outcomeOf, outcomes, runExitCode, worstOf, type Outcome } from './outcome.ts';

const parts = (code: string) => ({ code, expected: 'x', came: 'y', next: 'z' });
/** As Node makes them. */
const systemError = (syscall: string, code: string, errno: number) =>
  Object.assign(new RangeError(`${syscall} ${code}`), { syscall, code, errno });
const aborted = AbortSignal.abort();

it.each<[unknown, Outcome]>([
  [new RangeError('expected 1 to be 2'), 'FAIL'],
  [new DataError(parts('REPORT_SEAL')), 'FAIL'],
  [new LinkError(parts('SMP_REFUSED')), 'FAIL'],
  [new LinkError(parts('SMP_TIMEOUT')), 'TIMEOUT'],
  [new LinkError(parts('RIG_POWER')), 'ERROR'],
  [new LinkError(parts('BENCH_LOCKED')), 'ERROR'],
  [new LinkError(parts('TARGET_START')), 'ERROR'],
  [new LinkError(parts('PORT_BUSY')), 'ERROR'],
  [new InternalError('oops'), 'ERROR'],
  [systemError('spawn mosquitto', 'ENOENT', -2), 'ERROR'],
  [systemError('write', 'ENOSPC', -28), 'ERROR'],
  [systemError('read', 'ECONNRESET', -104), 'FAIL'],
])('%s is %s, and ABORTED when the run was', (error, outcome) => {
  expect(outcomeOf(error)).toBe(outcome);
  expect(outcomeOf(error, aborted)).toBe('ABORTED');
});

it.each<[Outcome[], Outcome, number]>([
  [[], 'SKIP', 8],
  [['SKIP', 'SKIP'], 'SKIP', 8],
  [['SKIP', 'PASS'], 'PASS', 0],
  [['PASS', 'TIMEOUT'], 'TIMEOUT', 5],
  [['TIMEOUT', 'FAIL', 'PASS'], 'FAIL', 7],
  [['FAIL', 'ERROR'], 'ERROR', 8],
  [['FAIL', 'ABORTED', 'ERROR'], 'ABORTED', 130],
])('a run of %o is %s and ends with %i', (run, outcome, exitCode) => {
  expect(worstOf(run)).toBe(outcome);
  expect(runExitCode(run)).toBe(exitCode);
});

it('tells the product from the bench by the exit code alone', () => {
  const codes = new Map(outcomes.map((outcome) => [outcome, runExitCode([outcome])]));
  expect(codes.get('FAIL')).not.toBe(codes.get('ERROR'));
  expect([...codes].filter(([, code]) => code === 0).map(([outcome]) => outcome)).toEqual(['PASS']);
});
