import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { readInput } from './read-input.ts';
import { checkTarget, writeWholeFile } from './write-whole-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});

afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const bytes = Uint8Array.of(1, 2, 3);

test('a secret is readable by its owner alone, and nothing else is left behind', async () => {
  const path = join(folder, 'a.pem');
  await writeWholeFile(path, bytes, { secret: true, replace: false });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readInput(path)).toEqual(bytes);
  expect(await readdir(folder)).toEqual(['a.pem']);
});

test('an existing file stays unless it may be replaced', async () => {
  const path = join(folder, 'a.pem');
  await writeFile(path, 'old');
  await expect(writeWholeFile(path, bytes, { secret: true, replace: false })).rejects.toMatchObject(
    { code: 'FILE_EXISTS' },
  );
  expect(await readFile(path, 'utf8')).toBe('old');
  await writeWholeFile(path, bytes, { secret: true, replace: true });
  expect(await readInput(path)).toEqual(bytes);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('what is no file is never replaced', async () => {
  const path = join(folder, 'taken');
  const server = createServer().listen(path);
  await once(server, 'listening');
  const refusal = { code: 'FILE_NOT_WRITTEN', came: expect.stringContaining('a device') };
  const written = writeWholeFile(path, bytes, { secret: false, replace: true });
  await expect(written).rejects.toMatchObject(refusal);
  await expect(checkTarget(path, true)).rejects.toMatchObject(refusal);
  expect((await stat(path)).isSocket()).toBe(true);
  server.close();
});

test('a folder that is not there is named, and nothing is half-written', async () => {
  const path = join(folder, 'none', 'a.img');
  await expect(writeWholeFile(path, bytes, { secret: false, replace: true })).rejects.toMatchObject(
    { code: 'FILE_NOT_WRITTEN' },
  );
  expect(await readdir(folder)).toEqual([]);
});

test('whether a file can be written is found without touching it', async () => {
  const path = join(folder, 'panel.csv');
  await writeFile(path, 'old');
  await checkTarget(path, true);
  await checkTarget(join(folder, 'new.csv'), true);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['panel.csv']);
  await expect(checkTarget(folder, true)).rejects.toMatchObject({ code: 'FILE_NOT_WRITTEN' });
});

test('an input that is missing or a folder is a fault with its name', async () => {
  await expect(readInput(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_READ' });
  await expect(readInput(folder)).rejects.toMatchObject({ code: 'FILE_NOT_READ' });
});

test('an input that tells no size and never ends is refused at the limit', async () => {
  await expect(readInput('/dev/zero')).rejects.toMatchObject({
    code: 'FILE_TOO_LARGE',
    came: 'it goes on',
  });
});

test('a target is looked at before there is something to write', async () => {
  const taken = join(folder, 'taken');
  await writeWholeFile(taken, Uint8Array.of(1), { secret: false, replace: false });
  await expect(checkTarget(taken, false)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  await expect(checkTarget(taken, true)).resolves.toBeUndefined();
  await expect(checkTarget(join(folder, 'none', 'file'), true)).rejects.toMatchObject({
    code: 'FILE_NOT_WRITTEN',
  });
});
