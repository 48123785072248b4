import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateDay } from '@feierabend/firmware-sim';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { runHil } from '../program.ts';
import { reproducibleText } from '../report/summary-file.ts';
import type { RunSummary } from '../report/run-summary.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hil-suite-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Types `hil demo ...` and waits for the end. */
async function demo(name: string, ...more: readonly string[]): Promise<Ended> {
  let out = '';
  let err = '';
  const exitCode = await runHil(['demo', '--out', join(folder, name), ...more], {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    signal: new AbortController().signal,
    now: () => Date.now(),
    host: { execPath: process.execPath, platform: process.platform, nodeVersion: 'test' },
  });
  return { exitCode, out, err };
}

async function summaryOf(name: string): Promise<RunSummary> {
  return JSON.parse(await readFile(join(folder, name, 'summary.json'), 'utf8')) as RunSummary;
}

async function logFile(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('one tracker through one generated working day', { timeout: 120_000 }, () => {
  let ended: Ended;
  let summary: RunSummary;
  beforeAll(async () => {
    ended = await demo('day', '--seed', '1');
    summary = await summaryOf('day');
  }, 120_000);

  test('ends well and tells the story in words', () => {
    expect(ended.err).toBe('');
    expect(ended.exitCode).toBe(0);
    expect(ended.out).toContain('$ flasher flash');
    expect(ended.out).toContain('1.1.0 runs and is confirmed');
    expect(ended.out).toContain('summary.json');
  });

  test('TOM-5: sends fixes, and none from outside the work hours', () => {
    expect(summary.fixesSent).toBeGreaterThan(100);
    expect(summary.fixesSent).toBe(summary.fixesTaken);
    expect(summary.fixesOutsideWindows).toBe(0);
    expect(summary.fixesWithheld).toBeGreaterThan(20_000);
  });

  test('TOM-5: explains every second without a fix', () => {
    expect(summary.gapsExplained).toBe(true);
    expect(summary.noFix).toBeGreaterThan(0);
  });

  test('TOM-6: leaks no position of private hours on any channel, and finds every planted one', () => {
    expect(summary.leaks).toBe(0);
    const { channels, selfTest } = summary.leakSearch;
    expect(channels.map(({ name }) => name)).toEqual([
      'serial',
      'mqtt',
      'flash',
      'journal',
      'log',
      'decoded',
    ]);
    expect(channels.every(({ bytes }) => bytes > 0)).toBe(true);
    expect(selfTest.planted).toBeGreaterThanOrEqual(channels.length);
    expect(selfTest.found).toBe(selfTest.planted);
  });

  test('TOM-8: loses nothing and duplicates nothing', () => {
    expect(summary.reports.lost).toBe(0);
    expect(summary.reports.duplicates).toBe(0);
  });

  test('TOM-9: runs the confirmed new firmware, and its journal verifies', () => {
    expect(summary.firmware).toMatchObject({ from: '1.0.0', to: '1.1.0', confirmed: true });
    expect(summary.journalIntact).toBe(true);
    expect(summary.journalEntries).toBeGreaterThan(5);
  });

  test('spends fewer bytes on a fix than Codec 8, sessions, padding and seals included', () => {
    expect(summary.reports.bytesPerFix).toBeLessThan(30);
  });

  test('writes a report that needs no network and shows no place of private hours', async () => {
    const html = await readFile(join(folder, 'day', 'report.html'), 'utf8');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//u);
    expect(html).not.toContain('@import');
  });

  test('gives the same summary again, byte for byte, but for the host', async () => {
    const { exitCode, err } = await demo('again', '--seed', '1');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(reproducibleText(await summaryOf('again'))).toBe(reproducibleText(summary));
  });
});

describe('a recorded log', { timeout: 120_000 }, () => {
  /** Half an hour around noon of a generated day, as if somebody had recorded it. */
  const recorded = generateDay({ seed: 5, date: '2026-03-10', utcOffsetMin: 60 })
    .epochs.slice(6 * 3600, 6 * 3600 + 1800)
    .map(({ text }) => text)
    .join('');

  test('is cut where the lunch break begins when it is moved across it', async () => {
    const path = await logFile('noon.nmea', recorded);
    const { exitCode, err } = await demo(
      'noon',
      '--nmea',
      path,
      '--shift-to',
      '2026-11-23T11:45+01:00',
    );
    expect(err).toBe('');
    expect(exitCode).toBe(0);
    const summary = await summaryOf('noon');
    expect(summary.fixesSent).toBeGreaterThan(0);
    expect(summary.fixesWithheld).toBeGreaterThanOrEqual(899);
    expect(summary.leaks).toBe(0);
    expect(summary.source.shiftedTo).toBe('2026-11-23T11:45+01:00');
  });

  test('keeps its own date, and the policy follows, without --shift-to', async () => {
    const path = await logFile('own-date.nmea', recorded);
    expect((await demo('own-date', '--nmea', path)).exitCode).toBe(0);
    const { day } = await summaryOf('own-date');
    expect(new Date(day.fromS * 1000).toISOString()).toMatch(/^2026-03-10T/u);
  });

  test('has its unreadable lines counted and skipped', async () => {
    const damaged = recorded.replace('$GPGGA', '$GPGG#').replace('*', '!');
    const path = await logFile('damaged.nmea', `no sentence\r\n${damaged}`);
    const { exitCode, out } = await demo('damaged', '--nmea', path);
    expect(exitCode).toBe(0);
    const { source } = await summaryOf('damaged');
    expect(source.linesSkipped).toBeGreaterThanOrEqual(2);
    expect(out).toMatch(new RegExp(`sentences skipped +${source.linesSkipped}`, 'u'));
  });

  test.each([
    ['no fix in it', '$GPRMC,120000.00,V,,,,,,,230326,,,N*7F\r\n', 'NMEA_NO_FIX'],
    ['no NMEA in it', 'timestamp;lat;lon\r\n1;2;3\r\n', 'NMEA_NONE'],
  ])('with %s ends with one sentence and leaves nothing behind', async (name, text, code) => {
    const path = await logFile(`${code}.nmea`, text);
    const { exitCode, err } = await demo(name, '--nmea', path);
    expect(exitCode).toBe(3);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain(code);
    expect(await readdir(folder)).not.toContain(name);
  });

  test('that is not there, and a time without its offset, are named as such', async () => {
    expect(await demo('x', '--nmea', join(folder, 'none.nmea'))).toMatchObject({ exitCode: 3 });
    const path = await logFile('fine.nmea', recorded);
    const { exitCode, err } = await demo('x', '--nmea', path, '--shift-to', '2026-11-23');
    expect(exitCode).toBe(2);
    expect(err).toContain('SHIFT_TIME');
  });
});
