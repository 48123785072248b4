import type { CompiledPolicy } from '@feierabend/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { at, testPolicy } from '../../testing/test-tenant.ts';
import { announceS, breakGlassLimitOf } from './break-glass-limit.ts';
import { decideMode } from './decide-mode.ts';
import { nextModeChangeS } from './next-change.ts';
import type { BreakGlassSpan, ModeFacts } from './mode.ts';

const sos = { recipients: [0], intervalS: 30, durationS: 3600 };
const theftRecovery = { intervalS: 300, durationS: 7200 };

const policies: readonly (CompiledPolicy | undefined)[] = [
  undefined,
  testPolicy,
  { ...testPolicy, privateSwitch: true, sos, theftRecovery },
  { ...testPolicy, privateSwitch: true, outside: 'mileage', heartbeatS: 3600 },
  { ...testPolicy, sos },
  { ...testPolicy, theftRecovery },
];
const times = [
  undefined,
  at(3),
  at(9),
  at(12, 15),
  testPolicy.validFromS - 1,
  testPolicy.validUntilS,
];
const noonS = at(9);
const spans: readonly (BreakGlassSpan | undefined)[] = [
  undefined,
  ...(['theft', 'emergency'] as const).flatMap((cause) =>
    [undefined, noonS - 7300, noonS - announceS + 1, noonS - announceS, at(3) - 600].map(
      (announcedS) => ({
        cause,
        fromS: at(2),
        untilS: at(12, 15),
        intervalS: 60,
        announcedS,
      }),
    ),
  ),
];
const both = [false, true];
const calls = [undefined, at(9), at(9) - 3599, at(9) - 3600, at(9) + 1, at(3)];

/** Every combination: 6 policies, 6 times, 11 spans, 6 calls, 8 of the rest. */
function* allFacts(): Generator<ModeFacts> {
  for (const policy of policies)
    for (const timeS of times)
      for (const breakGlass of spans)
        for (const sosSinceS of calls)
          for (const switchedPrivate of both)
            for (const restricted of both)
              for (const reduced of both)
                yield {
                  policy,
                  timeS,
                  breakGlass,
                  sosSinceS,
                  switchedPrivate,
                  restricted,
                  reduced,
                };
}

/** Whether the work hours of the test policy hold, written down again without the code under test. */
function isWorkHour(timeS: number): boolean {
  return timeS === at(9);
}

/** Why a position may be taken, in the words of the rules; empty when it may not. */
function reasonsToOpen(facts: ModeFacts): readonly string[] {
  const { policy, timeS, breakGlass, sosSinceS } = facts;
  if (policy === undefined || timeS === undefined) return [];
  if (timeS < policy.validFromS || timeS >= policy.validUntilS) return [];
  const called =
    policy.sos !== undefined &&
    sosSinceS !== undefined &&
    timeS >= sosSinceS &&
    timeS < sosSinceS + 3600;
  const isSwitchedOff = facts.switchedPrivate && policy.privateSwitch === true;
  const announcedS = breakGlass?.announcedS;
  const isDeclared =
    breakGlass !== undefined &&
    announcedS !== undefined &&
    !facts.restricted &&
    !facts.reduced &&
    timeS >= announcedS + 60 &&
    timeS < at(12, 15) &&
    (breakGlass.cause === 'emergency' ||
      (policy.theftRecovery !== undefined && timeS < announcedS + 7200));
  const isWindow = isWorkHour(timeS) && !facts.restricted && !facts.reduced && !isSwitchedOff;
  if (called) return ['sos'];
  if (isDeclared) return ['break-glass'];
  return isWindow ? ['on-duty'] : [];
}

describe('the decision about the mode', () => {
  it('opens the gate for the three reasons there are, and for nothing else', () => {
    let cases = 0;
    const opened = new Map<string, number>();
    for (const facts of allFacts()) {
      cases += 1;
      const mode = decideMode(facts);
      const why = mode.open ? [mode.name] : [];
      // Comparing before expecting: a hundred thousand expectations take minutes.
      if (JSON.stringify(why) !== JSON.stringify(reasonsToOpen(facts))) {
        expect({ facts, mode }).toEqual(reasonsToOpen(facts));
      }
      if (mode.open) opened.set(mode.name, (opened.get(mode.name) ?? 0) + 1);
    }
    expect(cases).toBe(6 * 6 * 11 * 6 * 8);
    expect([...opened.keys()].toSorted()).toEqual(['break-glass', 'on-duty', 'sos']);
  });

  it('grants a call no more than its recipients, and a theft no more than the policy', () => {
    for (const facts of allFacts()) {
      const mode = decideMode(facts);
      if (!mode.open) continue;
      const { grant } = mode;
      const { policy } = facts;
      const named = new Set(policy?.recipients.map(({ name }) => name));
      if (!grant.recipients.every(({ name }) => named.has(name))) expect(facts).toBe(grant);
      if (mode.name === 'break-glass' && facts.breakGlass?.cause === 'theft') {
        if (grant.intervals.movingS < 300) expect(facts).toBe(grant);
      }
      if (mode.name !== 'on-duty' && Object.values(grant.fields).includes(true)) {
        expect(facts).toBe(grant);
      }
    }
  });

  it('counts a distance only where the policy or a signed instruction says so', () => {
    for (const facts of allFacts()) {
      const mode = decideMode(facts);
      if (mode.open || !mode.counts) continue;
      const isAllowed =
        mode.name === 'reduced' ||
        (mode.name === 'off-duty' && facts.policy?.outside === 'mileage');
      if (!isAllowed) expect(facts).toBe(mode);
    }
  });

  it('never changes before the second that it names', () => {
    const start = fc.integer({ min: at(0), max: at(24) });
    const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
    const facts = fc.record({
      policy: fc.constantFrom(...policies),
      timeS: maybe(start),
      breakGlass: maybe(
        fc.record({
          cause: fc.constantFrom('theft' as const, 'emergency' as const),
          fromS: start,
          untilS: start,
          intervalS: fc.constant(60),
          announcedS: maybe(start),
        }),
      ),
      sosSinceS: maybe(start),
      switchedPrivate: fc.boolean(),
      restricted: fc.boolean(),
      reduced: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, fc.nat(20_000), (one, passed) => {
        const { timeS } = one;
        if (timeS === undefined) return;
        const changeS = nextModeChangeS(one) ?? Number.POSITIVE_INFINITY;
        const laterS = Math.min(timeS + passed, changeS - 1);
        expect(decideMode({ ...one, timeS: laterS })).toEqual(decideMode(one));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a break-glass', () => {
  const span = { cause: 'theft', fromS: at(1), untilS: at(23), intervalS: 60 } as const;

  it('opens nothing before a minute of announcement, whatever the declaration says', () => {
    const policy = { ...testPolicy, theftRecovery };
    expect(breakGlassLimitOf({ ...span, announcedS: undefined }, policy)).toBeUndefined();
    expect(breakGlassLimitOf({ ...span, announcedS: at(3) }, policy)).toEqual({
      fromS: at(3, 1),
      untilS: at(5),
      intervalS: 300,
    });
  });

  it('opens nothing for a theft where the policy names none', () => {
    expect(breakGlassLimitOf({ ...span, announcedS: at(3) }, testPolicy)).toBeUndefined();
  });
});
