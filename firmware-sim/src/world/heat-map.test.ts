import { describe, expect, it } from 'vitest';

import { heatMapSvg, onDutyShares } from './heat-map.ts';
import { localOf } from './local-time.ts';
import { ribbonCsv, ModeRibbon } from './mode-ribbon.ts';
import { TwoClocks } from './two-clocks.ts';

/** Monday, 2 March 2026, 00:00 UTC. */
const mondayS = Date.UTC(2026, 2, 2) / 1000;
const hour = (hours: number) => mondayS + hours * 3600;
const oneHourAhead = localOf({ offsets: [{ fromS: 0, offsetMin: 60 }] });

describe('the heat map', () => {
  const spans = [
    { fromS: hour(0), untilS: hour(7), mode: 'outside-hours' },
    { fromS: hour(7), untilS: hour(8.5), mode: 'on-duty' },
    { fromS: hour(8.5), untilS: hour(7 * 24 + 8), mode: 'outside-hours' },
    { fromS: hour(7 * 24 + 8), untilS: hour(7 * 24 + 9), mode: 'on-duty' },
  ];
  const shares = onDutyShares(spans, oneHourAhead);

  it('says for each local hour of the week how much of it was on duty', () => {
    expect(shares.map((row) => row.length)).toEqual(Array.from({ length: 7 }, () => 24));
    // The first Monday was open from 8 to 9:30 local time, the second one from 9 to 10.
    expect(shares[0]?.slice(7, 11)).toEqual([0, 0.5, 0.75, 0]);
    expect(
      shares
        .slice(1)
        .flat()
        .every((share) => share === 0),
    ).toBe(true);
  });

  it('is a drawing of 168 hours with words for each', () => {
    const svg = heatMapSvg(shares, 'A <title> & more');
    expect(svg.match(/<rect [^>]*><title>/gu)).toHaveLength(168);
    expect(svg).toContain('Mon 09:00 to 10:00: on duty 75 %');
    expect(svg).toContain('A &lt;title> &amp; more');
  });
});

describe('the ribbon', () => {
  it('is a table without spans of no length', () => {
    const ribbon = new ModeRibbon(mondayS);
    ribbon.change(mondayS, 'no-policy');
    ribbon.change(mondayS, 'clock-untrusted');
    ribbon.change(mondayS + 29.5, 'on-duty');
    ribbon.finish(mondayS + 60);
    expect(ribbonCsv(ribbon.spans).split('\n')).toEqual([
      'from,until,seconds,mode',
      '2026-03-02T00:00:00Z,2026-03-02T00:00:29.500Z,29.5,clock-untrusted',
      '2026-03-02T00:00:29.500Z,2026-03-02T00:01:00Z,30.5,on-duty',
      '',
    ]);
    expect([...ribbon.totals()]).toEqual([
      ['clock-untrusted', 29.5],
      ['on-duty', 30.5],
    ]);
  });
});

describe('local time', () => {
  it('follows the changes of the clocks, forward and back, from any question to any other', () => {
    const local = localOf({
      offsets: [
        { fromS: 0, offsetMin: 60 },
        { fromS: 1000, offsetMin: 120 },
        { fromS: 2000, offsetMin: 60 },
      ],
    });
    const asked = [-5, 999, 1000, 1999, 2000, 999, 1500];
    expect(asked.map((timeS) => local(timeS) - timeS)).toEqual(
      [60, 60, 120, 120, 60, 60, 120].map((minutes) => minutes * 60),
    );
  });
});

describe('two clocks', () => {
  it('fire in the order of true time, whatever the drift', () => {
    const clocks = new TwoClocks();
    const fired: string[] = [];
    clocks.setDrift(1000);
    clocks.device.after(50_000, () => fired.push(`device ${clocks.world.uptimeMs()}`));
    clocks.world.after(60_001, () => {
      fired.push(`world ${clocks.device.uptimeMs()}`);
      clocks.setDrift(-1000);
    });
    clocks.device.after(100_000, () => fired.push(`device ${clocks.world.uptimeMs()}`));
    while (clocks.step(1_000_000));
    // 50 000 / 1.001; 60 001 x 1.001; 60 001 + (100 000 - 60 061) / 0.999.
    expect(fired).toEqual(['device 49951', 'world 60061', 'device 99980']);
    expect(clocks.world.uptimeMs()).toBe(1_000_000);
  });
});
