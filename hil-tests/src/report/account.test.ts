import { describe, expect, test } from 'vitest';

import { accountText } from './account.ts';
import { ribbonCells } from './ribbon-cells.ts';
import { at, sampleRibbon, sampleSummary } from './sample-run.test-data.ts';

const plain = { columns: 80, color: false } as const;

describe('account', () => {
  test('shows the hours, the ribbon and a legend, without colour', () => {
    expect(accountText(sampleSummary, sampleRibbon, plain)).toContain(
      [
        '    06:00   08:00   10:00   12:00   14:00   16:00   18:00   20:00',
        '  ░░░░░░░░░░█████████▒██████░░████████████████░░░░░░░░░░░░░░░░░░░░',
        '  █ captured   ░ withheld   ▒ no fix   (one character: 15 minutes)',
      ].join('\n'),
    );
  });

  test('tells the same in colour', () => {
    const colored = accountText(sampleSummary, sampleRibbon, { columns: 80, color: true });
    expect(colored).toContain('\u001B[32m');
    const parts = colored.split('\u001B').map((part) => part.replace(/^\[\d[\d;]*m/u, ''));
    expect(parts.join('')).toBe(accountText(sampleSummary, sampleRibbon, plain));
  });

  test('needs nothing but ASCII where asked to', () => {
    const summary = { ...sampleSummary, device: 'Lieferwagen München' };
    const text = accountText(summary, sampleRibbon, { ...plain, unicode: false });
    expect(text).toMatch(/^[\n -~]*$/u);
    expect(text).toContain('..........#########x######..################....................');
  });

  test.each([30, 40, 60, 80, 200])('fits into %i columns', (columns) => {
    const lines = accountText(sampleSummary, sampleRibbon, { columns, color: false }).split('\n');
    const ribbonLine = lines.find((line) => line.includes('░█'));
    expect(ribbonLine?.length).toBeLessThanOrEqual(Math.min(columns, 80));
    const story = lines.slice(
      0,
      lines.findIndex((line) => line.includes('November')),
    );
    expect(Math.max(...story.map(({ length }) => length))).toBeLessThanOrEqual(
      Math.max(columns, 40),
    );
  });

  test('names every broken promise first', () => {
    const text = accountText({ ...sampleSummary, leaks: 3, journalIntact: false }, [], plain);
    expect(text).toMatch(
      /^ {2}The run did not keep its promise\.\n {2}! 3 places .+\n {2}! The journal/u,
    );
  });

  test('does not let a name from a file steer the terminal', () => {
    const source = { ...sampleSummary.source, name: '\u001B[2Jlog.nmea\n' };
    const policy = { ...sampleSummary.policy, name: 'a\u0007b' };
    const text = accountText({ ...sampleSummary, source, policy }, sampleRibbon, plain);
    expect(text).toContain('?[2Jlog.nmea?');
    expect(text).not.toContain('\u0007');
  });
});

describe('cells of the ribbon', () => {
  const day = sampleSummary.day;

  test('grow until they fit', () => {
    expect(ribbonCells(sampleRibbon, day, 76).cellS).toBe(900);
    expect(ribbonCells(sampleRibbon, day, 40).cellS).toBe(1800);
    expect(ribbonCells(sampleRibbon, day, 10).states.length).toBeLessThanOrEqual(10);
  });

  test('are minutes for a short log', () => {
    const log = { ...day, fromS: at(11, 45), untilS: at(12, 16) };
    const { cellS, states } = ribbonCells(sampleRibbon, log, 76);
    expect(cellS).toBe(60);
    expect(states.join()).toBe(
      [...Array(15).fill('captured'), ...Array(16).fill('withheld')].join(),
    );
  });

  test.each([3, 30, 400])('fit where a log spans %i days, marked by their dates', (days) => {
    const log = { ...day, untilS: day.fromS + days * 86_400 };
    const { cellS, states } = ribbonCells(sampleRibbon, log, 76);
    expect(states.length).toBeLessThanOrEqual(76);
    expect(states.length).toBeGreaterThan(20);
    expect(cellS * states.length).toBeGreaterThanOrEqual(days * 86_400);
    const text = accountText({ ...sampleSummary, day: log }, sampleRibbon, plain);
    expect(text).toMatch(/\n +2\d Nov/u);
    expect(text).toMatch(/one character: \d+ (hour|day)s?\)/u);
  });

  test('show a short gap, and unexplained time, but not the seconds between two records', () => {
    const ribbon = [
      { fromS: at(8), untilS: at(8, 4), state: 'no-fix' },
      { fromS: at(8, 4), untilS: at(8, 15), state: 'captured' },
      { fromS: at(8, 15), untilS: at(8, 15) + 2, state: 'nothing' },
      { fromS: at(8, 15) + 2, untilS: at(8, 30), state: 'captured' },
      { fromS: at(8, 30), untilS: at(8, 34), state: 'nothing' },
      { fromS: at(8, 34), untilS: at(8, 45), state: 'captured' },
    ] as const;
    const cells = ribbonCells(ribbon, { ...day, fromS: at(8), untilS: at(9) }, 4);
    expect(cells.states).toEqual(['no-fix', 'captured', 'nothing', 'nothing']);
  });
});
