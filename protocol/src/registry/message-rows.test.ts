import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import * as library from '../index.ts';
import { messageRows } from './message-rows.suite.ts';
import { documentedMessages } from './messages-page.suite.ts';

const source = fileURLToPath(new URL('..', import.meta.url));

/** What looks like a coder by its name, and has no bytes of a message. */
const noMessages: Readonly<Record<string, readonly string[]>> = {
  'the items that messages are made of': ['encodeCbor', 'decodeCbor'],
  'signatures alone': [
    'signBytes',
    'signStatement',
    'verifyStatement',
    'verifyLeniently',
    'verifyStrictly',
  ],
  'asks a device': ['readSetting', 'readStatistics', 'readStoredPolicy', 'readChunks'],
  'makes a command': ['readCommand', 'writeCommand'],
  'picks an answer apart, each of which is a layout': ['readAnswer'],
  'files of people and of other tools, not messages': [
    'readEncryptedKeyFile',
    'writeEncryptedKeyFile',
    'readOperatorKeyFile',
    'writeOperatorKeyFile',
    'readTrustedKeyFile',
    'writeTrustedKeyFile',
    'readFirmwareFile',
    'readIntelHex',
    'readUf2',
  ],
  'the body of a kind, each of which has a row': ['encodeInstructionBody', 'decodeInstructionBody'],
  text: ['parseVersion'],
};

/** What a recipient writes down for itself, pinned in `session-state.test.ts`, and what a sleeping device keeps in its RAM. */
const notSent = ['ReaderState', 'DeviceState', 'SessionState', 'PackedSession'];

const registered = new Set([
  ...messageRows.flatMap(({ exports }) => exports),
  ...Object.values(noMessages).flat(),
]);

describe('the registry of messages', () => {
  it('has every layout of the source', () => {
    const known = new Set([
      ...documentedMessages().map(({ name }) => name),
      ...messageRows.flatMap(({ layouts }) => layouts),
      ...notSent,
    ]);
    const made = layoutNames();
    expect(made.length).toBeGreaterThan(80);
    expect(made.filter((name) => !known.has(name))).toEqual([]);
  });

  it('has everything that the library exports to write or to read bytes', () => {
    const coder =
      /^(?:encode|decode|open|sign|countersign|verify|read|write|build|unpad|pad)[A-Z]/u;
    const coders = Object.entries(library).flatMap(([name, value]) =>
      typeof value === 'function' && (coder.test(name) || name === 'unpad') ? [name] : [],
    );
    expect(coders.length).toBeGreaterThan(50);
    expect(coders.filter((name) => !registered.has(name))).toEqual([]);
  });

  it('names nothing that the library does not export', () => {
    expect([...registered].filter((name) => !(name in library))).toEqual([]);
  });

  it('has every message once', () => {
    const names = messageRows.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe.each(messageRows)('$name', ({ bounds, vectors }) => {
  it('has a golden vector that is accepted, and one that is refused', () => {
    expect(vectors.accepts.length).toBeGreaterThan(0);
    expect(vectors.rejectCount).toBeGreaterThan(0);
  });

  it('keeps its bounds in every golden vector', () => {
    for (const accepted of vectors.accepts) {
      expect(accepted.length / 2).toBeGreaterThanOrEqual(bounds.sizeBytesMin);
      expect(accepted.length / 2).toBeLessThanOrEqual(bounds.sizeBytesMax);
    }
  });

  it('has a test that runs its vectors', () => {
    const test = readFileSync(new URL(`../${vectors.test}`, import.meta.url), 'utf8');
    expect(test).toMatch(/vectors\/|vectors\.suite/u);
  });
});

/** The names that `struct`, `cborMap` and `dictionary` are given anywhere in the source. */
function layoutNames(): readonly string[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(?:test|suite)\.ts$/u.test(path))
    .flatMap((path) => {
      const text = readFileSync(`${source}/${path}`, 'utf8').replaceAll(
        /^\s*(?:\/?\*|\/\/).*$/gmu,
        '',
      );
      const calls = text.matchAll(/\b(?:struct|cborMap|dictionary)\(\s*'(\w+)'/gu);
      return [...calls].map(([, name = '']) => name);
    });
}
