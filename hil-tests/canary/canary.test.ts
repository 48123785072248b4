import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { defectNames, huntDefect, liveAndJudge } from './hunt.ts';
import { canaryChannels } from './evidence.ts';
import { Life } from './life.ts';
import { everySituation, monthPlans, type MonthPlan } from './month.ts';
import { plantCanaries } from './planting.ts';
import type { SituationName } from './situations/situation.ts';

/** The fewest days that show a gate is missing. */
const tightened: readonly SituationName[] = [
  'tightened while places wait in RAM',
  'tightened while frames wait in flash',
];

function shortLife(situations: readonly SituationName[]): MonthPlan {
  const plan = everySituation(5);
  return {
    ...plan,
    // A Monday, so that none of the days is free.
    firstDay: Date.UTC(2026, 5, 1) / 86_400_000,
    days: plan.days
      .slice(0, situations.length)
      .map((day, index) => ({ ...day, situation: situations[index] ?? 'plain' })),
  };
}

const timeout = 120_000;

describe('a month with canaries where a place is to be withheld', { timeout }, () => {
  it('leaves none of them in any channel', async () => {
    await fc.assert(
      fc.asyncProperty(monthPlans(4), async (plan) => {
        const { findings, canaries, fixes } = await liveAndJudge(plan);
        expect(findings).toEqual([]);
        expect(canaries).toBeGreaterThan(50);
        expect(fixes).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2 },
    );
  });

  it('leaves none in a life in which everything happens', async () => {
    const { findings, fixes, crashes, situations } = await liveAndJudge(everySituation(11));
    expect(findings).toEqual([]);
    expect(fixes).toBeGreaterThan(20);
    expect(crashes).toBeGreaterThan(0);
    expect(situations.size).toBeGreaterThan(12);
  });

  it('is searched by something that finds every canary planted in every channel', async () => {
    const life = new Life(shortLife(['a crash']));
    await life.live();
    const plantings = plantCanaries(life, 3);
    expect(plantings.map(({ channel }) => channel)).toEqual(canaryChannels);
    expect(plantings.filter(({ planted, found }) => planted === 0 || found < planted)).toEqual([]);
  });
});

/** Only a policy that comes between shows that these are gone. */
const overtaking: readonly string[] = ['gate-store', 'gate-send'];

describe('the same with a defect in the firmware', { timeout }, () => {
  const whereFound = {
    'gate-capture': 'gates',
    'gate-store': 'flash',
    'gate-send': 'decoded',
    'gate-late': 'decoded',
    'leak-log': 'log',
    'leak-serial': 'serial',
    'leak-mqtt': 'mqtt payload',
    'leak-topic': 'mqtt topic',
    'leak-journal': 'journal',
    'leak-flash': 'flash',
    'leak-record': 'decoded',
    'leak-crash': 'crash dump',
  } as const;

  it.each(defectNames)('%s is found, and by its channel', async (defect) => {
    const life = shortLife(overtaking.includes(defect) ? tightened : ['plain']);
    const { channels } = await huntDefect(defect, [life]);
    expect(channels).toContain(whereFound[defect]);
  });

  it('finds nothing in the same life without one', async () => {
    expect((await liveAndJudge(shortLife(tightened))).findings).toEqual([]);
  });
});
