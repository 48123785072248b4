import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { noteFed, readLeavings } from './run-places.ts';

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
