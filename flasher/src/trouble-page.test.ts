import { readdir, readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

const page = new URL('../../docs/flasher-boards.md', import.meta.url);
const folders = ['device', 'flash', 'image', 'monitor', 'ports', 'serial'];

async function codesOf(folder: string): Promise<string[]> {
  const at = new URL(`${folder}/`, import.meta.url);
  const names = (await readdir(at)).filter((name) => /^[\w-]+\.ts$/u.test(name));
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, at), 'utf8')));
  return texts.flatMap((text) =>
    [...text.matchAll(/\bcode: '([A-Z_]+)'/gu)].map(([, code]) => code ?? ''),
  );
}

test('docs/flasher-boards.md has a row for every code of ports, images and boards, and for no other', async () => {
  const codes = (await Promise.all(folders.map(codesOf))).flat();
  const rows = (await readFile(page, 'utf8')).split('\n').filter((line) => line.startsWith('| `'));
  const told = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/gu)]);
  expect(told.map(([, code]) => code ?? '').toSorted()).toEqual([...new Set(codes)].toSorted());
  expect(codes).toContain('PORT_BUSY');
});
