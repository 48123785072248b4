import { expect, it } from 'vitest';

import { checkOpenFiles, openFilesMax } from './open-files.ts';

it('names the command that makes room, before the first device connects', () => {
  expect(() => checkOpenFiles(960, 1024)).not.toThrow();
  expect(() => checkOpenFiles(5_000_000, Number.POSITIVE_INFINITY)).not.toThrow();
  expect(() => checkOpenFiles(10_000, 1024)).toThrow(
    'Expected room for 10064 open files, one for each device and 64 others, but this process may open 1024; run ' +
      '"ulimit -n 10064" in the same shell first (root may raise it above "ulimit -Hn"), or run 11 shards in processes of ' +
      'their own.',
  );
});

it('counts both ends where they are in one process', () => {
  expect(() => checkOpenFiles(900, 1024, 900)).not.toThrow();
  expect(() => checkOpenFiles(900, 1024, 1800)).toThrow(
    /room for 1864 open files, 1800 for the ends of 900 connections and 64 others.*ulimit -n 1864.*run 2 shards/u,
  );
});

it('knows the limit of this process', async () => {
  expect(await openFilesMax()).toBeGreaterThan(64);
});
