import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { evaluatePolicy } from '../evaluate.ts';
import { outsideBehaviours, type CompiledPolicy, type PolicyWindow } from '../policy.ts';
import { sampleKey, samplePolicy } from '../sample-policy.suite.ts';
import { compareStrictness } from './compare-strictness.ts';

const dayS = 86_400;
const base = samplePolicy.validFromS;
const firstDay = Math.floor(base / dayS) + 1;

/** Few values a field, so that the same, a stricter and a looser one all come up often. */
const minutes = fc.uniqueArray(fc.constantFrom(0, 60, 480, 720, 750, 1000, 1380, 1440), {
  minLength: 0,
  maxLength: 4,
});
const windows: fc.Arbitrary<readonly PolicyWindow[]> = minutes.map((picked) => {
  const sorted = picked.toSorted((a, b) => a - b);
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => ({
    startMin: sorted[2 * i] ?? 0,
    endMin: sorted[2 * i + 1] ?? 0,
  }));
});
const offsets = fc
  .tuple(fc.constantFrom(-60, 0, 60, 765), fc.array(fc.nat(9), { maxLength: 2 }))
  .map(([first, steps]) => [
    { fromS: base - dayS, offsetMin: first },
    ...steps
      .toSorted((a, b) => a - b)
      .map((step, i) => ({ fromS: base + step * dayS + 3600, offsetMin: first + 60 * (i + 1) })),
  ]);
const exceptions = fc
  .uniqueArray(
    fc.record({ dayNumber: fc.integer({ min: firstDay - 2, max: firstDay + 9 }), windows }),
    {
      maxLength: 3,
      selector: ({ dayNumber }) => dayNumber,
    },
  )
  .map((list) => list.toSorted((a, b) => a.dayNumber - b.dayNumber));
const people = ['office', 'owner', 'court'].map((name, i) => ({
  name,
  publicKey: sampleKey(1 + i),
}));
const recipients = fc.subarray(people, { minLength: 1 });

const change: fc.Arbitrary<Partial<CompiledPolicy>> = fc.record(
  {
    validFromS: fc.integer({ min: 0, max: 4 }).map((days) => base + days * dayS),
    validUntilS: fc.integer({ min: 5, max: 9 }).map((days) => base + days * dayS),
    offsets,
    week: fc.array(windows, { minLength: 7, maxLength: 7 }),
    exceptions,
    intervals: fc.record({
      movingS: fc.constantFrom(10, 20, 60),
      parkedS: fc.constantFrom(60, 600),
      floorS: fc.constantFrom(5, 10),
    }),
    precisionM: fc.constantFrom(1, 10, 100),
    fields: fc.record({ altitude: fc.boolean(), speed: fc.boolean(), course: fc.boolean() }),
    retentionS: fc.constantFrom(3600, dayS),
    outside: fc.constantFrom(...outsideBehaviours),
    heartbeatS: fc.constantFrom(0, 600, 3600),
    recipients,
    purpose: fc.constantFrom('dispatch' as const, 'asset-protection' as const),
    privateSwitch: fc.constantFrom(true as const, undefined),
    theftRecovery: fc.option(
      fc.record({ intervalS: fc.constantFrom(10, 60), durationS: fc.constantFrom(3600, dayS) }),
      { nil: undefined },
    ),
    sos: fc.option(
      fc.record({
        recipients: fc.constantFrom([0], [0, 1], [1], [2]),
        intervalS: fc.constantFrom(30, 60),
        durationS: fc.constantFrom(600, 3600),
      }),
      { nil: undefined },
    ),
  },
  { requiredKeys: [] },
);
/** A policy of ten days, and up to two fields changed at a time. */
const start: fc.Arbitrary<CompiledPolicy> = change.map((first) => ({
  ...samplePolicy,
  validUntilS: base + 9 * dayS,
  ...first,
}));
const step = change.chain((all) =>
  fc
    .shuffledSubarray(Object.entries(all), { maxLength: 2 })
    .map((some): Partial<CompiledPolicy> => Object.fromEntries(some)),
);
const close = (policy: CompiledPolicy): fc.Arbitrary<CompiledPolicy> =>
  step.map((some) => ({ ...policy, ...some }));
const pair = start.chain((old) => close(old).map((next) => [old, next] as const));

function expectNotLooser(old: CompiledPolicy, next: CompiledPolicy): void {
  for (let timeS = base - dayS; timeS < base + 11 * dayS; timeS += 1800) {
    if (evaluatePolicy(next, timeS).open) expect(evaluatePolicy(old, timeS).open).toBe(true);
  }
  expect(next.intervals.movingS).toBeGreaterThanOrEqual(old.intervals.movingS);
  expect(next.intervals.parkedS).toBeGreaterThanOrEqual(old.intervals.parkedS);
  expect(next.intervals.floorS).toBeGreaterThanOrEqual(old.intervals.floorS);
  expect(next.precisionM).toBeGreaterThanOrEqual(old.precisionM);
  expect(next.retentionS).toBeLessThanOrEqual(old.retentionS);
  for (const field of ['altitude', 'speed', 'course'] as const) {
    expect(!next.fields[field] || old.fields[field]).toBe(true);
  }
  const readers = new Set(old.recipients.map(({ name }) => name));
  expect(next.recipients.every(({ name }) => readers.has(name))).toBe(true);
  expect(outsideBehaviours.indexOf(next.outside)).toBeLessThanOrEqual(
    outsideBehaviours.indexOf(old.outside),
  );
  if (next.heartbeatS > 0) {
    expect(old.heartbeatS).toBeGreaterThan(0);
    expect(next.heartbeatS).toBeGreaterThanOrEqual(old.heartbeatS);
  }
  expect(next.purpose).toBe(old.purpose);
  expect(old.privateSwitch !== true || next.privateSwitch === true).toBe(true);
  if (next.theftRecovery !== undefined) {
    const [was, is] = [old.theftRecovery, next.theftRecovery];
    expect(is.intervalS).toBeGreaterThanOrEqual(was?.intervalS ?? Infinity);
    expect(is.durationS).toBeLessThanOrEqual(was?.durationS ?? 0);
  }
  expectNoLooserSos(old, next);
}

function expectNoLooserSos(old: CompiledPolicy, next: CompiledPolicy): void {
  const [was, is] = [old.sos, next.sos];
  if (is === undefined) return;
  expect(is.intervalS).toBeGreaterThanOrEqual(was?.intervalS ?? Infinity);
  expect(is.durationS).toBeLessThanOrEqual(was?.durationS ?? 0);
  const calledBefore = was?.recipients.map((index) => old.recipients[index]?.name);
  for (const index of is.recipients) {
    expect(calledBefore).toContain(next.recipients[index]?.name);
  }
}

describe('a policy that does not loosen', () => {
  it('never captures where, when or what the old one did not', () => {
    let tightened = 0;
    fc.assert(
      fc.property(pair, ([old, next]) => {
        const { verdict } = compareStrictness(old, next);
        if (verdict === 'loosens') return;
        tightened += 1;
        expectNotLooser(old, next);
      }),
      { numRuns: 600 },
    );
    // The property would hold of a ratchet that never turns.
    expect(tightened).toBeGreaterThan(60);
  });

  it('does not loosen the policy before the old one either', () => {
    const chain = pair.chain(([a, b]) => close(b).map((c) => [a, b, c] as const));
    fc.assert(
      fc.property(chain, ([a, b, c]) => {
        const both = [compareStrictness(a, b), compareStrictness(b, c)];
        if (both.some(({ verdict }) => verdict === 'loosens')) return;
        expect(compareStrictness(a, c).verdict).not.toBe('loosens');
      }),
      { numRuns: 1000 },
    );
  });

  it('is never equal both ways unless nothing but neutral fields differs', () => {
    fc.assert(
      fc.property(pair, ([old, next]) => {
        const there = compareStrictness(old, next).verdict;
        const back = compareStrictness(next, old).verdict;
        if (there === 'tightens') expect(back).toBe('loosens');
        expect(there === 'equal').toBe(back === 'equal');
      }),
    );
  });
});
