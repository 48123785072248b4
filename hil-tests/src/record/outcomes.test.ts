import { describe, expect, test } from 'vitest';

import type { Outcome } from '../outcome/outcome.ts';
import { missingNeed, type BenchFacts, type Need } from './bench-facts.ts';
import { judgeClauses, type ClauseVerdict } from './clause-verdict.ts';
import { clauses } from './clauses.ts';
import {
  isAttemptOutcome,
  isFlaky,
  isPhaseOutcome,
  isTestOutcome,
  measurementOutcome,
  runOutcome,
} from './outcomes.ts';
import type { AttemptRecord, PhaseRecord, TestRecord } from './run-record.ts';

const attempt = (outcome: Outcome, parts: Partial<AttemptRecord> = {}): AttemptRecord => ({
  startedAt: '2026-11-23T08:00:00.000Z',
  durationMs: 1,
  outcome,
  phases: [],
  ...parts,
});
const phase = (outcome: Outcome, measured: readonly ('PASS' | 'FAIL')[] = []): PhaseRecord => ({
  name: 'p',
  startMs: 0,
  durationMs: 1,
  outcome,
  measurements: measured.map((one) => ({ name: 'm', value: 1, outcome: one })),
  attachments: [],
});
const record = (outcome: Outcome, parts: Partial<TestRecord> = {}): TestRecord => ({
  id: `s/${outcome}`,
  suite: 's',
  name: outcome,
  clauses: ['TOM-5'],
  needs: [],
  attempts: outcome === 'SKIP' ? [] : [attempt(outcome)],
  outcome,
  flaky: false,
  ...parts,
});

const bare: BenchFacts = {
  name: 'desk',
  target: 'serial',
  power: 'manual',
  rig: 'none',
  broker: 'url',
  gnss: 'none',
  capabilities: [],
  firmware: 'none',
  bootKey: false,
  currentSense: false,
  disposable: false,
};
const desk: BenchFacts = { ...bare, power: 'rig', rig: 'firmata', capabilities: ['modem'] };

describe('a measurement', () => {
  test.each([
    [{ value: 3 }, 'PASS'],
    [{ value: 3, min: 3, max: 3 }, 'PASS'],
    [{ value: 2.9, min: 3 }, 'FAIL'],
    [{ value: 3.1, max: 3 }, 'FAIL'],
    [{ value: '3', max: 3 }, 'FAIL'],
    [{ value: true, expected: true }, 'PASS'],
    [{ value: 'b', expected: 'a' }, 'FAIL'],
    [{ value: 5, expected: 5, max: 4 }, 'FAIL'],
  ] as const)('%j: %s', (measurement, outcome) => {
    expect(measurementOutcome({ name: 'm', ...measurement })).toBe(outcome);
  });
});

describe('what may be called what', () => {
  test.each([
    ['PASS', ['PASS'], true],
    ['PASS', ['PASS', 'FAIL'], false],
    ['FAIL', ['FAIL'], true],
    ['ERROR', ['FAIL'], true],
    ['TIMEOUT', ['FAIL'], false],
    ['SKIP', [], true],
    ['SKIP', ['FAIL'], false],
  ] as const)('a phase: %s with %j: %s', (outcome, measured, isRight) => {
    expect(isPhaseOutcome(phase(outcome, measured))).toBe(isRight);
  });

  test.each([
    [attempt('PASS'), true],
    [attempt('FAIL'), false],
    [attempt('FAIL', { fault: { message: 'm' } }), true],
    [attempt('PASS', { fault: { message: 'm' } }), false],
    [attempt('PASS', { phases: [phase('FAIL', ['FAIL'])] }), false],
    [attempt('FAIL', { phases: [phase('PASS'), phase('FAIL', ['FAIL'])] }), true],
    [attempt('TIMEOUT', { phases: [phase('FAIL')], fault: { message: 'm' } }), false],
  ] as const)('an attempt %#', (one, isRight) => expect(isAttemptOutcome(one)).toBe(isRight));

  test.each([
    [record('PASS'), true],
    [record('PASS', { attempts: [attempt('PASS'), attempt('FAIL')] }), false],
    [record('PASS', { attempts: [] }), false],
    [record('SKIP'), false],
    [record('SKIP', { reason: 'no indicator', needs: ['indicator'] }), true],
    [record('SKIP', { reason: 'no modem', needs: ['modem'] }), false],
    [record('SKIP', { reason: 'no time', needs: ['modem', 'time'] }), true],
    [record('SKIP', { reason: 'no rig', needs: ['modem', 'rig'] }), false],
    [record('SKIP', { reason: 'no firmware', needs: ['firmware'] }), true],
    [record('SKIP', { reason: 'no power', needs: ['power'] }), false],
    [record('FAIL', { attempts: [], reason: 'the bench promises modem' }), true],
  ] as const)('a test on a board with a modem and a rig %#', (one, isRight) =>
    expect(isTestOutcome(one, desk)).toBe(isRight),
  );

  test.each<[Need, Partial<BenchFacts>]>([
    ['time', { target: 'virtual' }],
    ['tap', { target: 'virtual' }],
    ['rig', { rig: 'emulated' }],
    ['power', { power: 'qemu' }],
    ['faults', { target: 'virtual', broker: 'mosquitto' }],
    ['firmware', { firmware: 'given' }],
    ['self-test', { firmware: 'built' }],
    ['signed-boot', { bootKey: true }],
    ['own-broker', { broker: 'embedded' }],
    ['supply', { power: 'rig', rig: 'firmata', currentSense: true }],
    ['disposable', { disposable: true }],
    ['indicator', { capabilities: ['indicator'] }],
  ])('%s is missing where a bench has nothing, and there where it has %j', (need, having) => {
    expect(missingNeed([need], bare)).toBe(`the bench "desk" does not promise ${need}`);
    expect(missingNeed([need], { ...bare, ...having })).toBeUndefined();
  });

  test('passing in the second attempt is flaky, passing at once or never is not', () => {
    expect(isFlaky([attempt('TIMEOUT'), attempt('PASS')])).toBe(true);
    expect(isFlaky([attempt('PASS')])).toBe(false);
    expect(isFlaky([attempt('FAIL'), attempt('FAIL')])).toBe(false);
    expect(isFlaky([])).toBe(false);
  });

  test('a run is its worst test, and an error when the bench broke', () => {
    const tests = [record('PASS'), record('SKIP')];
    expect(runOutcome({ tests, benchFaults: [] })).toBe('PASS');
    expect(runOutcome({ tests, benchFaults: [{ message: 'broker' }] })).toBe('ERROR');
    expect(runOutcome({ tests: [record('SKIP')], benchFaults: [] })).toBe('SKIP');
  });
});

describe('a clause', () => {
  const verdict = (key: string, tests: readonly TestRecord[]): ClauseVerdict | undefined =>
    judgeClauses({ tests: [...tests] }).find(({ row }) => row.keys.includes(key))?.verdict;

  test.each([
    [[], 'open'],
    [['SKIP'], 'open'],
    [['PASS'], 'proved'],
    [['PASS', 'SKIP'], 'partly'],
    [['PASS', 'SKIP', 'FAIL'], 'failed'],
    [['PASS', 'SKIP', 'ERROR'], 'open'],
    [['PASS', 'FAIL'], 'failed'],
    [['TIMEOUT'], 'failed'],
    [['FAIL', 'ERROR'], 'failed'],
    [['PASS', 'ERROR'], 'open'],
    [['PASS', 'ABORTED'], 'open'],
  ] as const)('with tests %j is %s', (outcomes, expected) => {
    expect(
      verdict(
        'TOM-5',
        outcomes.map((outcome) => record(outcome)),
      ),
    ).toBe(expected);
  });

  test('hears the tests of all its keys, and of no other', () => {
    const tests = [record('PASS', { clauses: ['AVV-9.2', 'TOM-3'] })];
    expect(verdict('AVV-9.1', tests)).toBe('proved');
    expect(verdict('AVV-9.4', tests)).toBe('open');
  });

  test('is proved in part where a suite with tests of it was left out, and fails or stays open all the same', () => {
    const leftOut = [{ id: 'policy/x', clauses: ['TOM-5'] }];
    const judged = (outcome: Outcome, key: string) =>
      judgeClauses({ tests: [record(outcome, { clauses: [key] })], leftOut }).find(({ row }) =>
        row.keys.includes(key),
      );
    expect(judged('PASS', 'TOM-5')).toMatchObject({ verdict: 'partly', leftOut: 1 });
    expect(judged('PASS', 'TOM-6')).toMatchObject({ verdict: 'proved', leftOut: 0 });
    expect(judged('FAIL', 'TOM-5')?.verdict).toBe('failed');
    expect(judged('SKIP', 'TOM-5')?.verdict).toBe('open');
  });

  test('that people keep stays organisational, whatever tests say', () => {
    expect(verdict('AVV-12', [record('PASS', { clauses: ['AVV-12'] })])).toBe('organisational');
  });

  test('with a part that no test tries is proved in part at most, and the page of the clauses names that part', () => {
    const parts = clauses.filter(
      ({ untried, kind }) => untried !== undefined && kind === undefined,
    );
    expect(parts.length).toBeGreaterThan(0);
    for (const { keys } of parts) {
      const key = keys[0] ?? '';
      expect([key, verdict(key, [record('PASS', { clauses: [key] })])]).toEqual([key, 'partly']);
      expect(verdict(key, [record('FAIL', { clauses: [key] })])).toBe('failed');
    }
  });

  test('that is the sum fails with the first row, and is proved with the last', () => {
    const all = clauses.filter(({ kind }) => kind === undefined).map(({ keys }) => keys[0] ?? '');
    const tried = clauses.filter(
      ({ kind, untried }) => kind === undefined && untried === undefined,
    );
    // Rows with a part that nobody tries keep the sum from being proved, and say so.
    expect(verdict('TOM-1', [record('PASS', { clauses: all })])).toBe(
      tried.length === all.length ? 'proved' : 'partly',
    );
    expect(verdict('TOM-1', [record('PASS', { clauses: all.slice(1) })])).toBe('open');
    expect(verdict('TOM-1', [record('FAIL', { clauses: all.slice(1, 2) })])).toBe('failed');
    const partly = [record('PASS', { clauses: all }), record('SKIP', { clauses: all.slice(0, 1) })];
    expect(verdict('TOM-1', partly)).toBe('partly');
    const own = [record('PASS', { clauses: all }), record('FAIL', { clauses: ['TOM-1'] })];
    expect(verdict('TOM-1', own)).toBe('failed');
    expect(verdict('TOM-1', [])).toBe('open');
  });
});
