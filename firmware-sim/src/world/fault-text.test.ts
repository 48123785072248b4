import { describe, expect, it } from 'vitest';

import { SeededRandom } from '../hardware/seeded-random.ts';
import { diceFaults, readFault } from './fault-text.ts';
import { faultCatalog, isFaultName } from './faults.ts';

const march = Date.UTC(2026, 2, 1) / 1000;

describe('a fault on the command line', () => {
  it.each([
    ['link.outage=2d@2026-03-01', { name: 'link.outage', value: 172_800_000, atS: march }],
    ['power.cut=0.5s@2026-03-01T00:00:10', { name: 'power.cut', value: 500, atS: march + 10 }],
    ['clock.drift=-40ppm@2026-03-01', { name: 'clock.drift', value: -40, atS: march }],
    ['clock.leap=-16h@2026-03-01', { name: 'clock.leap', value: -57_600_000, atS: march }],
    ['flash.bad=3blocks@2026-03-01', { name: 'flash.bad', value: 3, atS: march }],
    ['serial.noise=5000B@2026-03-01', { name: 'serial.noise', value: 5000, atS: march }],
  ])('%s is understood', (text, value) => {
    expect(readFault(text)).toEqual({ ok: true, value });
  });

  it.each(Object.entries(faultCatalog))(
    '%s is understood as its example says',
    (name, { example }) => {
      expect(readFault(`${name}=${example}@2026-03-01`).ok).toBe(true);
    },
  );

  it.each([
    'link.outage',
    'link.outage=2d',
    'link.outage=2d@soon',
    'link.outage=2d@2026-02-30',
    'link.outage=2B@2026-03-01',
    'link.outage=-2d@2026-03-01',
    'link.storm=2d@2026-03-01',
    'toString.x=2d@2026-03-01',
    'clock.drift=5000ppm@2026-03-01',
    'serial.noise=2d@2026-03-01',
    'flash.bad=2B@2026-03-01',
    'flash.bad=1001blocks@2026-03-01',
    'flash.wear=-5erases@2026-03-01',
  ])('%s is refused, with what to do', (text) => {
    const read = readFault(text);
    expect(read).toMatchObject({ ok: false, fault: { code: 'FAULT_FORM' } });
  });
});

it('faults by the dice lie in the span, are the same for a seed, and are of every kind', () => {
  const span = { fromS: march, untilS: march + 1000 };
  const faults = diceFaults(new SeededRandom(1), 200, span);
  expect(faults).toEqual(diceFaults(new SeededRandom(1), 200, span));
  expect(new Set(faults.map(({ name }) => name)).size).toBe(Object.keys(faultCatalog).length);
  for (const { name, value, atS } of faults) {
    expect(isFaultName(name) && value !== 0 && atS >= march && atS < march + 1000).toBe(true);
  }
});
