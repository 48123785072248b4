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

it('knows the limit of this process', async () => {
  expect(await openFilesMax()).toBeGreaterThan(64);
});
