import fs from 'node:fs';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { newlyFed, noteFed, readLeavings } from './run-places.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hil-leavings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const place = (longitudeE7: number) => ({ latitudeE7: 483_100_000, longitudeE7 });
const epoch = (atMs: number, longitudeE7: number) => ({
  atMs,
  text: '',
  position: place(longitudeE7),
});

test('places that receivers were told come back once each, and attachments by their name', async () => {
  noteFed(join(folder, 'a'), [epoch(1000, 1), epoch(2000, 2), { atMs: 3000, text: '$GPTXT' }]);
  noteFed(join(folder, 'a'), [epoch(4000, 2)]);
  await writeFile(join(folder, 'a', 'ab12'), Uint8Array.of(7));
  expect(await readLeavings(join(folder, 'a'))).toEqual({
    attachments: new Map([['ab12', Uint8Array.of(7)]]),
    fed: [
      { atS: 1, ...place(1) },
      { atS: 4, ...place(2) },
    ],
  });
});

test('what knows no place leaves nothing', async () => {
  noteFed(folder, [{ atMs: 3000, text: '$GPTXT' }]);
  expect(await readdir(folder)).toEqual([]);
  expect(await readLeavings(folder)).toEqual({ attachments: new Map(), fed: [] });
});

test('each call gives the places that came since the one before, and half a line waits for its end', async () => {
  const next = newlyFed(folder);
  expect(next()).toEqual([]);
  noteFed(folder, [epoch(1000, 1), epoch(2000, 2)]);
  expect(next()).toEqual([
    { atS: 1, ...place(1) },
    { atS: 2, ...place(2) },
  ]);
  expect(next()).toEqual([]);
  const path = join(folder, 'fed.jsonl');
  await appendFile(path, '[[3,4831');
  expect(next()).toEqual([]);
  await appendFile(path, '00000,3]]\n');
  expect(next()).toEqual([{ atS: 3, ...place(3) }]);
});

test('what was read before is not read again, however long the file is', () => {
  for (let atS = 0; atS < 100; atS += 1) noteFed(folder, [epoch(1000 * atS, atS)]);
  const next = newlyFed(folder);
  const reads = vi.spyOn(fs, 'readSync');
  syncBuiltinESMExports();
  try {
    expect(next()).toHaveLength(100);
    noteFed(folder, [epoch(100_000, 100)]);
    expect(next()).toHaveLength(1);
    const [all = 0, one = 0] = reads.mock.results.map(({ value }) => Number(value));
    expect(all).toBeGreaterThan(1500);
    expect(one).toBeLessThan(50);
  } finally {
    reads.mockRestore();
    syncBuiltinESMExports();
  }
});
