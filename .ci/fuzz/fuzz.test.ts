import { describe, expect, it } from 'vitest';

import { DataError } from '@feierabend/protocol';
import { Dice } from '../../protocol/fuzz/dice.ts';
import { compareTimes } from '../../protocol/fuzz/linear-time.ts';
import { formatFinding, formatRows } from '../../protocol/fuzz/report.ts';
import { execute, judge } from '../../protocol/fuzz/run-target.ts';
import { runSession } from '../../protocol/fuzz/session.ts';
import type { FuzzTarget } from '../../protocol/fuzz/target.ts';
import { fuzzTargets } from './targets.ts';

const seed = 2026;
const executions = 200;
const noDice = new Dice(0);
const bad = (parts: Partial<FuzzTarget>): FuzzTarget => ({
  name: 'bad sample',
  corpus: [Uint8Array.of(1, 2, 3)],
  run: () => ({ accepted: true }),
  ...parts,
});

describe('every decoder', () => {
  it.each(fuzzTargets.map((target) => [target.name, target] as const))(
    'keeps its promises: %s',
    (_name, target) => {
      let accepted = 0;
      for (let count = 0; count < executions; count += 1) {
        const done = execute(target, seed, count);
        if (done.finding !== undefined) expect.fail(formatFinding(done.finding, seed));
        if (done.accepted) accepted += 1;
      }
      expect(accepted, 'a sensible share is accepted').toBeGreaterThan(executions / 50);
    },
  );

  it.each([
    ['frame', 'console frames'],
    ['SMP', 'SMP messages'],
    ['CBOR', 'CBOR, deterministic'],
    ['COSE', 'COSE_Sign1'],
    ['image', 'firmware image'],
    ['policy', 'policy, compiled'],
    ['report', 'report batch'],
    ['journal', 'journal export'],
    ['NMEA line', 'NMEA lines'],
  ])('of a %s is among them', (_what, name) => {
    expect(fuzzTargets.map((target) => target.name)).toContain(name);
  });

  it('has a name of its own', () => {
    const names = fuzzTargets.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the fuzzer', () => {
  it.each<[string, RegExp, Partial<FuzzTarget>]>([
    [
      'an undocumented error',
      /it threw RangeError/u,
      {
        run: () => {
          throw new RangeError('sample');
        },
      },
    ],
    [
      'more output than is allowed',
      /bytes became/u,
      { run: () => ({ accepted: true, output: 'x'.repeat(9000) }) },
    ],
    [
      'a second encoding',
      /is encoded as 00/u,
      { run: () => ({ accepted: true, again: Uint8Array.of(0) }) },
    ],
    [
      'a changed input',
      /changed its input/u,
      {
        run: (input) => {
          input.fill(9);
          return { accepted: true };
        },
      },
    ],
  ])('reports %s', (_name, wanted, parts) => {
    expect(judge(bad(parts), Uint8Array.of(1, 2), noDice).broken).toMatch(wanted);
  });

  it('lets documented errors pass', () => {
    const parts = { code: 'SAMPLE', expected: 'a', came: 'b', next: 'c' };
    const run = () => {
      throw new DataError(parts);
    };
    const input = Uint8Array.of(1);
    expect(judge(bad({ run, documented: ['SAMPLE'] }), input, noDice).broken).toBeUndefined();
    expect(judge(bad({ run, documented: ['OTHER'] }), input, noDice).broken).toMatch(
      /SAMPLE|Data/u,
    );
  });

  it('tells quadratic time from linear time, by ratio', () => {
    let nowMs = 0;
    const timed = (cost: (bytes: number) => number) =>
      compareTimes(
        bad({
          run: (input) => {
            nowMs += cost(input.length);
            return { accepted: true };
          },
          shapes: { zeros: (bytes) => new Uint8Array(bytes) },
        }),
        () => nowMs,
      );
    expect(timed((bytes) => bytes)).toMatchObject([{ ratio: 1 }]);
    expect(timed((bytes) => bytes)[0]?.finding).toBeUndefined();
    expect(timed((bytes) => bytes ** 2)[0]?.finding?.what).toMatch(/grows 8.0 times/u);
  });

  it('gives the same input again for the same seed, and others for another', () => {
    const target = bad({});
    const inputs = (of: number) =>
      Array.from({ length: 20 }, (_, i) => execute(target, of, i).input);
    expect(inputs(1)).toEqual(inputs(1));
    expect(inputs(2)).not.toEqual(inputs(1));
  });

  it('stops a target at its finding, and shows how to see it again', () => {
    let nowMs = 0;
    const run = () => {
      throw new RangeError('sample');
    };
    const stopwatch = () => (nowMs += 1);
    const plan = { seed: 7, durationMs: 10, stopwatch, workwatch: stopwatch };
    const { rows, findings } = runSession({
      ...plan,
      targets: [bad({ run }), bad({ name: 'good' })],
    });
    expect(rows).toMatchObject([{ target: 'bad sample', executions: 1 }, { target: 'good' }]);
    expect(rows[1]?.executions).toBeGreaterThan(1);
    const [finding] = findings;
    if (finding === undefined) expect.fail('nothing was found');
    expect(formatFinding(finding, 7)).toMatch(/--target 'bad sample' --seed 7 --hex [0-9a-f]*/u);
    expect(formatRows(rows)).toMatch(/^target +executions +accepted.*\nbad sample +1 +0 +-\n/u);
  });
});
