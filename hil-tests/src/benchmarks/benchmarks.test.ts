import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { runHil } from '../program.ts';
import type { BenchmarkRow } from './benchmark.ts';
import { flashLine } from './flash-line.ts';
import { linkBytes } from './link-bytes.ts';
import { nmeaParse } from './nmea-parse.ts';
import { reportSize } from './report-size.ts';

/** A clock that moves by as much with every look. */
function tickingClock(): () => number {
  let nowMs = 0;
  return () => (nowMs += 5);
}

describe('report-size', () => {
  let rows: readonly BenchmarkRow[] = [];
  beforeAll(async () => {
    ({ rows } = await reportSize.run({ now: tickingClock() }));
  });

  test('counts the fixes of the day, and all bytes of their batches', () => {
    const counted = rows.map(({ content, intervalS, batch, fixes, batches, plainBytes }) => [
      content,
      intervalS,
      batch,
      fixes,
      batches,
      plainBytes,
    ]);
    expect(counted).toEqual([
      ['10 m, speed', 10, 10, 440, 45, 1782],
      ['10 m, speed', 10, 42, 440, 12, 1367],
      ['10 m, speed', 10, 96, 440, 6, 1285],
      ['10 m, speed', 60, 10, 120, 13, 564],
      ['10 m, speed', 60, 42, 120, 4, 457],
      ['10 m, speed', 60, 96, 120, 2, 431],
      ['1 m, all fields', 10, 10, 440, 45, 2321],
      ['1 m, all fields', 10, 42, 440, 12, 1870],
      ['1 m, all fields', 10, 96, 440, 6, 1775],
      ['1 m, all fields', 60, 10, 120, 13, 750],
      ['1 m, all fields', 60, 42, 120, 4, 629],
      ['1 m, all fields', 60, 96, 120, 2, 599],
    ]);
  });

  test('finds every sealed frame smaller than the same fixes in Codec 8', () => {
    for (const { plainBytes, paddedBytes, sealedBytes, codec8Bytes, batches } of rows) {
      expect(plainBytes).toBeLessThan(Number(paddedBytes));
      expect(sealedBytes).toBe(Number(paddedBytes) + 25 * Number(batches));
      expect(sealedBytes).toBeLessThan(Number(codec8Bytes) / 2);
    }
  });
});

describe('link-bytes', () => {
  test('finds a frame cheapest with a topic alias, and a connection with a resumed session', async () => {
    const { rows, host = {} } = await linkBytes.run({ now: tickingClock() });
    const up = rows.map(({ way, frameBytes, upBytes }) => [way, frameBytes, upBytes]);
    expect(up).toEqual([
      ['3.1.1', 128, 188],
      ['3.1.1', 512, 572],
      ['5', 128, 194],
      ['5', 512, 578],
      ['5, alias', 128, 166],
      ['5, alias', 512, 550],
    ]);
    const full = host['TLS 1.3 handshake, full'] ?? 0;
    expect(full).toBeGreaterThan(2 * (host['TLS 1.3 handshake, resumed'] ?? full));
    expect(host['connect 5, alias']).toBeGreaterThan(full);
  });
});

describe('flash-line', () => {
  test('counts requests and bytes on the wire, above the minimum and below the limit', async () => {
    const { rows } = await flashLine.run({ now: tickingClock() });
    const counted = rows.map(({ bufferBytes, requests, wireBytes, framingMinimumBytes }) => [
      bufferBytes,
      requests,
      wireBytes,
      framingMinimumBytes,
    ]);
    expect(counted).toEqual([
      [384, 373, 195_575, 178_994],
      [1024, 133, 184_418, 178_994],
      [2048, 66, 181_757, 178_994],
    ]);
    for (const { limitSharePercent } of rows) {
      expect(limitSharePercent).toBeGreaterThan(99);
      expect(limitSharePercent).toBeLessThanOrEqual(100);
    }
  });
});

describe('nmea-parse', () => {
  test('has both readers find the same sentences and fixes', async () => {
    const { rows, host } = await nmeaParse.run({ now: tickingClock() });
    expect(rows).toEqual([
      { reader: 'nmea-simple alone', sentences: 10_080, fixes: 3535 },
      { reader: 'guard and epochs', sentences: 10_080, fixes: 3535 },
    ]);
    expect(host).toEqual({ bareMs: 5, oursMs: 5, ratio: 1 });
  });
});

describe('hil bench', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hil-bench-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function bench(...argv: readonly string[]) {
    let out = '';
    let err = '';
    const exitCode = await runHil(['bench', ...argv, '--out', folder], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      signal: new AbortController().signal,
      now: tickingClock(),
      host: { execPath: process.execPath, platform: process.platform, nodeVersion: 'test' },
    });
    return { exitCode, out, err };
  }

  test('prints a table and writes the same rows', async () => {
    const { exitCode, out, err } = await bench('flash-line');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^buffer {2}requests {2}wire bytes/mu);
    expect(out).toMatch(/^ {3}384 {7}373 {6}195575/mu);
    const written = JSON.parse(await readFile(join(folder, 'flash-line.json'), 'utf8')) as object;
    expect(written).toMatchObject({ benchmark: 'flash-line', rows: { length: 3 } });
  });

  test('refuses a name it does not know, and says which there are', async () => {
    const { exitCode, err } = await bench('flash-lime');
    expect(exitCode).toBe(2);
    expect(err).toContain('report-size, flash-line, link-bytes, nmea-parse');
  });
});
