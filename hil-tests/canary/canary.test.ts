import { nativeCrypto } from '@feierabend/firmware-sim';
import { useCryptoEngine } from '@feierabend/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { defectNames, huntDefect, liveAndJudge, telltaleLife, telltales } from './hunt.ts';
import { canaryChannels } from './evidence.ts';
import { Life } from './life.ts';
import { everySituation, monthPlans, shortLife } from './month.ts';
import { plantCanaries } from './planting.ts';

useCryptoEngine(nativeCrypto);

/** Of the lives that are always the same. */
const seed = 5;

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
    const { findings, fixes, called, crashes, situations, events } = await liveAndJudge(
      everySituation(11),
    );
    expect(findings).toEqual([]);
    const told = ['sos', 'private-switch-on', 'private-switch-off', 'unexpected-reset'];
    expect([...events]).toEqual(expect.arrayContaining(told));
    expect(called).toBeGreaterThan(3);
    expect(fixes).toBeGreaterThan(20);
    expect(crashes).toBeGreaterThan(0);
    expect(situations.size).toBeGreaterThan(20);
  });

  it('is searched by something that finds every canary planted in every channel', async () => {
    const life = new Life(shortLife(['a crash'], seed));
    await life.live();
    const plantings = plantCanaries(life, 3);
    expect(plantings.map(({ channel }) => channel)).toEqual(canaryChannels);
    expect(plantings.filter(({ planted, found }) => planted === 0 || found < planted)).toEqual([]);
  });
});

describe('the same with a defect in the firmware', { timeout }, () => {
  const whereFound = {
    'gate-capture': 'gates',
    'gate-store': 'flash',
    'gate-send': 'decoded',
    'gate-late': 'decoded',
    'sos-everyone': 'decoded',
    'sos-endless': 'gates',
    'glass-early': 'gates',
    'leak-log': 'log',
    'leak-serial': 'serial',
    'leak-mqtt': 'mqtt payload',
    'leak-retained': 'retained',
    'leak-topic': 'mqtt topic',
    'leak-journal': 'journal',
    'leak-flash': 'flash',
    'leak-record': 'decoded',
    'leak-crash': 'crash dump',
  } as const;

  it.each(defectNames)('%s is found, and by its channel', async (defect) => {
    const { channels } = await huntDefect(defect, [telltaleLife(defect, seed)]);
    expect(channels).toContain(whereFound[defect]);
  });

  it('finds nothing in the same life without one', async () => {
    const happens = [...new Set(Object.values(telltales).flat())];
    expect((await liveAndJudge(shortLife(happens, seed))).findings).toEqual([]);
  });
});
