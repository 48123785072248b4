import { energyOf, estimateEnergy, type CompiledPolicy } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { testPolicy } from '../testing/test-tenant.ts';
import { Life } from '../world/life.ts';

const days = 7;
const tolerance = 0.1;
const long = [{ startMin: 480, endMin: 960 }];
const always = [{ startMin: 0, endMin: 1440 }];
const minute = { movingS: 60, parkedS: 600, floorS: 60 };

const policies: readonly (readonly [string, Partial<CompiledPolicy>])[] = [
  [
    'two windows on one day, a fix every 10 s',
    { week: [testPolicy.week[0] ?? [], [], [], [], [], [], []] },
  ],
  ['the same, once a minute', { intervals: minute }],
  [
    'one window of eight hours, every five minutes',
    {
      week: [long, long, long, long, long, [], []],
      intervals: { movingS: 300, parkedS: 900, floorS: 300 },
    },
  ],
  [
    'no window and a heartbeat an hour',
    {
      week: [[], [], [], [], [], [], []],
      outside: 'heartbeat',
      heartbeatS: 3600,
    },
  ],
  [
    'open day and night',
    { week: [always, always, always, always, always, always, always], intervals: minute },
  ],
];

describe('the estimate without a life', () => {
  it.each(policies)('is near the life of a week for %s', async (_name, changes) => {
    const policy = { ...testPolicy, ...changes };
    const fromS = policy.validFromS;
    const life = new Life({
      seed: 5,
      fromS,
      untilS: fromS + days * 86_400,
      policy,
      nmea: false,
      faults: [],
    });
    await life.run();
    const lived = energyOf(life.energy.counts, days);
    const estimated = estimateEnergy(policy);
    expect(Math.abs(estimated.mahPerDay / lived.mahPerDay - 1)).toBeLessThan(tolerance);
    const share = Math.abs(estimated.parts.modem - lived.parts.modem) / lived.mahPerDay;
    expect(share).toBeLessThan(tolerance);
  });

  it('says that more windows and shorter intervals cost more', () => {
    const cost = (changes: Partial<CompiledPolicy>) =>
      estimateEnergy({ ...testPolicy, ...changes }).mahPerDay;
    expect(cost({})).toBeGreaterThan(cost({ intervals: minute }));
    expect(cost({ intervals: minute })).toBeGreaterThan(
      cost({ intervals: minute, week: [long, [], [], [], [], [], []] }),
    );
  });
});
