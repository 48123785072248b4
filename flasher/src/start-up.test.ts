import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { commandFiles } from './commands/command-files.ts';

/** Modules beside those of the commands; each costs a file to find, read and compile. */
const othersMax = 5;

const heavy = [
  'serialport',
  '@serialport/stream',
  '@serialport/parser-delimiter',
  '@feierabend/protocol',
  '@feierabend/protocol/policy-source',
];

/** All modules that load before the first command runs: what static imports of values reach. */
async function staticImports(entry: URL, seen = new Map<string, URL>()) {
  const source = await readFile(entry, 'utf8');
  const imports = source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gmu);
  for (const [, specifier = ''] of imports) {
    const url = specifier.startsWith('.') ? new URL(specifier, entry) : undefined;
    const name = url?.href ?? specifier;
    if (seen.has(name)) continue;
    seen.set(name, entry);
    // oxlint-disable-next-line no-await-in-loop -- a walk through one tree
    if (url !== undefined) await staticImports(url, seen);
  }
  return seen;
}

test('help loads neither the serial driver nor the protocol, so that it starts fast', async () => {
  const loaded = await staticImports(new URL('main.ts', import.meta.url));
  const found = heavy.filter((name) => loaded.has(name));
  expect(found.map((name) => `${name} by ${loaded.get(name)?.pathname}`)).toEqual([]);
  expect(loaded.has('commander')).toBe(true);
});

test('help loads commander, one short file per command, and little else', async () => {
  const loaded = await staticImports(new URL('main.ts', import.meta.url));
  const others = [...loaded.keys()].filter((name) => !name.includes('/commands/'));
  // The entry, the tree of commands, the and the table of exit codes.
  expect(others.length).toBeLessThanOrEqual(othersMax);
  const commands = [...loaded.keys()].filter((name) => name.includes('/commands/'));
  expect(commands.length).toBeLessThanOrEqual(commandFiles.length + 4);
});
