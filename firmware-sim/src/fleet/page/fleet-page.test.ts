import { describe, expect, it } from 'vitest';

import { expectWellFormed } from '../../page/html-check.tool.ts';
import { FleetAccount } from '../result/fleet-account.ts';
import { runRecord, type RunParts } from '../result/run-record.ts';
import { fleetPage } from './fleet-page.ts';
import { stateBands } from './state-bands.ts';
import { onDutyWeek, weekTable } from './week-table.ts';

/** Monday, 2 March 2026, 06:00 UTC. */
const fromS = Date.UTC(2026, 2, 2, 6) / 1000;
const hourS = 3600;
const untilS = fromS + 4 * hourS;

function account(): FleetAccount {
  const of = FleetAccount.empty({ fromS, untilS });
  for (const [index, late] of [0, 1].entries()) {
    const at = (hours: number) => fromS + hours * hourS;
    of.device(index, {
      digest: new Uint8Array(32).fill(index),
      ribbon: [
        { fromS: at(late), untilS: at(late + 0.5), mode: 'clock-untrusted' },
        { fromS: at(late + 0.5), untilS: at(3), mode: 'on-duty' },
        { fromS: at(3), untilS: at(4), mode: 'outside-hours' },
      ],
    });
    of.tally.count('devices');
  }
  for (const ms of [150, 180, 180, 2500, 3_700_000]) of.tally.record('delivery', ms);
  return of;
}

const record = (parts: Partial<RunParts> = {}) =>
  runRecord({
    scenario: { name: 'Two & a <half>', digest: 'ab'.repeat(32), seed: 7 },
    engine: 'virtual',
    fromS,
    untilS,
    timeZone: 'Europe/Berlin',
    faults: [
      { text: 'broker-outage 1 h', fromS: fromS + hourS, untilS: fromS + 2 * hourS },
      { text: 'wipe of half <of> them', fromS: fromS + hourS, untilS: fromS + hourS },
    ],
    devices: 2,
    shards: { of: 1, numbers: [1] },
    account: account(),
    asserted: ['devices == 2', 'leaks == 0'],
    host: [{ machine: 'a machine', workers: 1, wallS: 3, cpuS: 2, peakRssMiB: 90 }],
    ...parts,
  });

describe('the page of a fleet', () => {
  const page = fleetPage(record());

  it('is well formed, needs nobody, and escapes what people named', () => {
    expectWellFormed(page);
    expect(page).toContain('Two &amp; a &lt;half&gt;');
    expect(page).not.toMatch(/<script|<link|NaN|Infinity|undefined|\b(?:src|href)=/u);
  });

  it('says first how it ended, then what was asserted and what came', () => {
    const order = ['Every assertion holds', 'leaks == 0', 'The fleet over time', 'Findings'];
    const places = order.map((text) => page.indexOf(text, page.indexOf('<body>')));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  it('tells what failed, and its findings as they were found', () => {
    const of = account();
    of.tally.count('leaks');
    const sentence = 'a position <b> came';
    of.tally.find({ index: 1, device: 'van-2', atMs: fromS * 1000, checker: 'privacy', sentence });
    const red = fleetPage(record({ account: of }));
    expectWellFormed(red);
    expect(red).toContain('<li>leaks == 0: 1</li>');
    expect(red).toContain('a position &lt;b&gt; came');
    expect(red).toContain('class="outcome fail"');
  });

  it('judges nothing by a part of a fleet', () => {
    const part = fleetPage(record({ shards: { of: 4, numbers: [2] } }));
    expect(part).toContain('This is shard 2 of 4');
    expect(part).not.toMatch(/class="outcome (?:pass|fail)"/u);
  });

  it('claims of nobody to have lived to the end where somebody ended the run', () => {
    expect(page).toContain('2 of 2 devices lived 4 h each');
    const cut = fleetPage(record({ isInterrupted: true }));
    expect(cut).toContain('2 of 2 devices had begun to live');
    expect(cut).not.toMatch(/ lived .* each/u);
    expect(cut).not.toMatch(/class="outcome (?:pass|fail)"/u);
  });

  it('marks the faults by number on the axis, and says below what each was, by local time', () => {
    const states = /<svg class="states".*?<\/svg>/su.exec(page)?.[0] ?? '';
    expect(
      [...states.matchAll(/class="fault-name"[^>]*>(\d+)</gu)].map(([, text]) => text),
    ).toEqual(['1', '2']);
    // The one beside it has a row of its own.
    expect(
      new Set([...states.matchAll(/class="fault" [^>]*y="(\d+)"/gu)].map(([, y]) => y)),
    ).toHaveLength(2);
    expect(page).toContain('<li>broker-outage 1 h, Mon 08:00 to Mon 09:00</li>');
    expect(page).toContain('<li>wipe of half &lt;of&gt; them, Mon 08:00</li>');
    expect(states).toContain('>07:00<');
    expect(fleetPage(record({ faults: [] }))).not.toContain('class="fault');
  });

  it('says why there is no map without a plan, and draws it with tracks', () => {
    expect(page).toContain('this page was made from run.json alone');
    const parked = [{ eastM: 10, northM: -2000 }];
    const lines = [[...parked, { eastM: 900, northM: 40 }]];
    const drawn = fleetPage(record(), { hours: 4, lines, parked });
    expectWellFormed(drawn);
    expect(drawn).toContain('Nothing here comes from a report of a device');
    expect(drawn).toMatch(/class="way generated" d="M[\d. -]+L[\d. -]+"/u);
  });

  it('shows the middle and the tail of the latency', () => {
    // A percentile is told to 3 %.
    expect(page).toMatch(/>p50 18\d ms<\/text>/u);
    expect(page).toContain('>p99 1 h 2 min</text>');
  });

  it('has the counts of a distribution beside and before its bars, not behind them', () => {
    const drawn = /<svg class="distribution".*?<\/svg>/su.exec(page)?.[0] ?? '';
    expect(drawn.indexOf('<text class="row" x="100%"')).toBeGreaterThan(
      drawn.lastIndexOf('class="bar"'),
    );
    const ends = [...drawn.matchAll(/class="bar" x="([\d.]+)%" width="([\d.]+)%"/gu)].map(
      ([, x, width]) => Number(x) + Number(width),
    );
    expect(Math.max(...ends)).toBeGreaterThan(85);
    expect(Math.max(...ends)).toBeLessThan(92);
  });

  it('has one format for every number', () => {
    const of = account();
    of.tally.count('fixes', 11_747);
    const text = fleetPage(record({ account: of, asserted: ['fixes > 0', 'fixes < 5'] }));
    expect(text.match(/11\u00A0747/gu)).toHaveLength(5);
    expect(text).not.toMatch(/11[\u202F ]?747/u);
  });

  it('has hours on a telephone, too, however short the run was', () => {
    const axis = (hours: number) =>
      fleetPage(record({ untilS: fromS + hours * hourS, faults: [] })).match(/class="hour"/gu);
    for (const hours of [0.5, 3, 8, 24, 240]) {
      expect(axis(hours)?.length).toBeGreaterThanOrEqual(2);
      expect(axis(hours)?.length).toBeLessThanOrEqual(5);
    }
  });

  it('tells how busy the machine was where the run went by the clock', () => {
    expect(page).not.toContain('id="lag"');
    const of = account();
    of.tally.record('lag', 12);
    expect(fleetPage(record({ account: of }))).toContain('because the machine was busy');
  });

  it('has a sentence where nothing was measured', () => {
    expect(page.match(/There was no value/gu)).toHaveLength(2);
    expectWellFormed(fleetPage(record({ account: FleetAccount.empty({ fromS, untilS }) })));
  });
});

describe('the state of a fleet over time', () => {
  it('is shares of all devices, step by step, and leaves who is not switched on', () => {
    const bands = stateBands(account().data.timeline, { untilS, devices: 2 });
    expect(bands.map(({ group }) => group)).toEqual(['recording', 'private', 'untrusted']);
    const at = (hours: number) => bands.map(({ steps }) => steps[hours * 12]);
    expect(at(0)).toEqual([0, 0, 0.5]);
    expect(at(0.5)).toEqual([0.5, 0, 0]);
    expect(at(2)).toEqual([1, 0, 0]);
    expect(at(3)).toEqual([0, 1, 0]);
  });
});

it('calls nobody private who has no power', () => {
  const modes = { 'outside-hours': [150_000], 'no-power': [150_000] };
  const bands = stateBands({ fromS, stepS: 300, modes }, { untilS: fromS + 300, devices: 1 });
  expect(bands).toMatchObject([{ group: 'private', modes: [{ share: 0.5 }], steps: [0.5] }]);
});

describe('the week of a fleet', () => {
  const week = onDutyWeek(account().data.timeline, 'UTC');

  it('has the share on duty in each hour that was lived, and nothing in the others', () => {
    expect(week[0]?.slice(5, 11)).toEqual([undefined, 0.5, 0.75, 1, 0, undefined]);
    expect(
      week
        .slice(1)
        .flat()
        .some((share) => share !== undefined),
    ).toBe(false);
  });

  it('is by the clock on the wall, half hours and a change of time included', () => {
    const of = (timeZone: string) => onDutyWeek(account().data.timeline, timeZone)[0];
    expect(of('Europe/Berlin')?.slice(6, 12)).toEqual([undefined, 0.5, 0.75, 1, 0, undefined]);
    expect(of('Asia/Kolkata')?.slice(11, 16)).toEqual([0, 2 / 3, 1, 0.5, 0]);
    const change = Date.UTC(2026, 2, 29) / 1000;
    const night = { fromS: change, stepS: 7200, modes: { 'on-duty': [7_200_000] } };
    // At 01:00 UTC the clocks go from two to three.
    expect(onDutyWeek(night, 'Europe/Berlin')[6]?.slice(0, 4)).toEqual([
      undefined,
      1,
      undefined,
      1,
    ]);
  });

  it('is a table of 168 cells, read without colour', () => {
    const { text } = weekTable(week);
    expect(text.match(/<td>/gu)).toHaveLength(168);
    expect(text).toContain('--share:75%"></i><b>75</b>');
  });
});
