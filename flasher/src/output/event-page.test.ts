import { readFile } from 'node:fs/promises';

import { buildImage } from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { keyFilesOf } from '../image/key-file.ts';
import { FakeDevice } from '../testing/fake-device.ts';
import { runOnDevice } from '../testing/run-on-device.ts';

const page = new URL('../../../docs/flasher-json.md', import.meta.url);

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

test('every field of a whole flash run is explained in docs/flasher-json.md', async () => {
  const build = (revision: number) =>
    buildImage({
      body: new Uint8Array(2000),
      version: { major: 1, minor: 0, revision, build: 0 },
      securityCounter: 1,
      signingKey: new Uint8Array(32).fill(1),
    });
  const device = await new FakeDevice({ runningImage: build(0) }).start();
  const files = new Map([
    ['new.img', build(1)],
    ['key.pem', keyFilesOf(new Uint8Array(32).fill(1)).publicPem],
  ]);
  const argv = ['flash', 'new.img', '--port', device.port, '--trust', 'key.pem', '--json'];
  const run = await runOnDevice(argv, { device, files });
  const info = await runOnDevice(['info', '--port', device.port], { device });
  await device.stop();
  expect(run.exitCode).toBe(0);
  const text = await readFile(page, 'utf8');
  const keys = new Set([...run.events, ...info.events].flatMap(keysOf));
  expect([...keys].filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
});

test('tasks begin and end in pairs, and progress stays between them', async () => {
  const run = await runOnDevice(['policy', 'lint', 'none.yaml', '--json']);
  expect(run.events.map(({ event, task }) => `${event} ${task}`)).toEqual([
    'begin policy lint',
    'end policy lint',
  ]);
});
