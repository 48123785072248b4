import { readFile } from 'node:fs/promises';

import { DataError } from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { loadBench, parseBench } from './bench-file.ts';

const shipped = new URL('../../benches/virtual.yaml', import.meta.url);

test('the bench that is shipped is read', async () => {
  const text = await readFile(shipped, 'utf8');
  expect(parseBench(text, 'virtual.yaml')).toMatchObject({
    name: 'virtual',
    target: { kind: 'virtual', baud: 460_800 },
  });
});

test.each([
  ['a speed that is no number', ['460800', 'fast'], 'bench.yaml:6:9'],
  ['a kind nobody knows', ['kind: virtual', 'kind: cardboard'], 'bench.yaml:5:9'],
  ['a line that is no YAML', ['target:', 'target: ['], 'bench.yaml:'],
])('%s is named with its line and column', async (_, [from, to], place) => {
  const text = (await readFile(shipped, 'utf8')).replace(from ?? '', to ?? '');
  expect(() => parseBench(text, 'bench.yaml')).toThrow(DataError);
  expect(() => parseBench(text, 'bench.yaml')).toThrow(place);
});

test('a file that is not there is named', async () => {
  await expect(loadBench('/nowhere/bench.yaml')).rejects.toThrow('bench.yaml');
});
