import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

import { describe, expect, it } from 'vitest';

import { Tally } from '../result/tally.ts';
import type { FleetNews } from './fleet-news.ts';
import { fleetView } from './fleet-view.ts';

function newsAt(doneS: number, messages: number, leaks = 0): FleetNews {
  const tally = new Tally();
  tally.count('connects', messages / 10);
  tally.count('messages', messages);
  tally.count('leaks', leaks);
  for (const ms of [120, 180, 2500]) tally.record('delivery', ms);
  const states = { 'outside-hours': 20, 'on-duty': 170, off: 10 };
  return { done: doneS, all: 7200, unit: 'seconds', devices: 200, states, connected: 181, tally };
}

const signal = new AbortController().signal;
const nowhere = { write: () => true };

/** A terminal of this width; `shown` is all that was ever drawn on it, without control sequences. */
function terminalOf(columns: number) {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns, rows: 50 });
  let shown = '';
  stream.on('data', (bytes: Buffer) => (shown += bytes.toString('utf8')));
  const lines = () => stripVTControlCharacters(shown).split('\n');
  return { terminal: stream as unknown as NodeJS.WriteStream, lines };
}

function drawnOn(columns: number): readonly string[] {
  const { terminal, lines } = terminalOf(columns);
  const cost = { wallS: 0, cpuS: 4, peakRssMiB: 250 };
  const io = { stdout: nowhere, stderr: nowhere, terminal, signal };
  const view = fleetView(io, () => cost);
  view.tell(newsAt(600, 100));
  cost.wallS = 10;
  view.tell(newsAt(3600, 1100, 3));
  view.end();
  return lines();
}

describe('the view of a run on a terminal', () => {
  it('has states, rates, percentiles, cost, checkers, progress and the time left', () => {
    const text = drawnOn(120).join('\n');
    for (const line of [
      /run +50\s%, 1\.0 of 2\.0 h, 10 s left/u,
      /states +on-duty 170, outside-hours 20, off 10/u,
      /online +181 of 200/u,
      /connects +110 \(11\/s\)/u,
      /messages +1100 \(110\/s\)/u,
      /delivery +p50 18\d ms, p99 2\.5\d* s/u,
      /a device +20 ms CPU, 1280 KiB/u,
      /checkers +privacy leaks 3, delivery ok, journal ok, tenancy ok, deletion ok/u,
    ]) {
      expect(text).toMatch(line);
    }
  });

  it('fits into 40 columns, without breaking a word', () => {
    const lines = drawnOn(40);
    expect(lines.length).toBeGreaterThan(12);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines).toContain('          journal ok, tenancy ok,');
  });

  it('says at once that the run begins, before there is any news', () => {
    const { terminal, lines } = terminalOf(80);
    const io = { stdout: nowhere, stderr: nowhere, terminal, signal };
    fleetView(io, () => ({ wallS: 0, cpuS: 0, peakRssMiB: 90 }));
    expect(lines().join('')).toContain('gets ready');
  });

  it('is not drawn more often than somebody can read', () => {
    const { terminal, lines } = terminalOf(80);
    const cost = { wallS: 1, cpuS: 1, peakRssMiB: 90 };
    const io = { stdout: nowhere, stderr: nowhere, terminal, signal };
    const view = fleetView(io, () => cost);
    for (let message = 0; message < 100; message += 1) view.tell(newsAt(600, message));
    expect(lines().filter((line) => line.includes('messages'))).toHaveLength(1);
  });
});

describe('the view of a run elsewhere', () => {
  it('is a line in ten seconds at most, and none in a short run', () => {
    const said: string[] = [];
    const cost = { wallS: 0, cpuS: 0, peakRssMiB: 90 };
    const stderr = { write: (text: string) => said.push(text) };
    const view = fleetView({ stdout: nowhere, stderr, signal }, () => cost);
    for (; cost.wallS < 10; cost.wallS += 1) view.tell(newsAt(600, cost.wallS));
    expect(said).toEqual([]);
    for (; cost.wallS <= 30; cost.wallS += 1) view.tell(newsAt(1800, cost.wallS));
    expect(said).toHaveLength(3);
    expect(said[0]).toMatch(/^25\s%, 0\.5 of 2\.0 h, 30 s left; 10 messages, 0 findings\n$/u);
    view.end();
  });
});
