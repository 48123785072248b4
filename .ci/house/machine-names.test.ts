import { describe, expect, it } from 'vitest';

import { machineNameFindings } from './machine-names.ts';
import { readTree } from './source-file.ts';

const findingsOf = (path: string, text: string) => machineNameFindings([{ path, text }]);
const absolute = (...parts: readonly string[]) => ['', ...parts].join('/');
const registry = ['registry', 'npmjs', 'org'].join('.');

describe('machine names', () => {
  it.each([
    ['README.md', `cd ${absolute('home', 'anna', 'feierabend')}`],
    ['README.md', `"${absolute('root', 'x')}"`],
    ['docs/a.md', String.raw`C:` + String.raw`\Users\anna`],
    ['.npmrc', `registry=https://${registry}/`],
    ['package-lock.json', `"resolved": "https://mirror.example/zod.tgz"`],
  ])('refuses %s with %s', (path, text) => {
    expect(findingsOf(path, text)).toHaveLength(1);
  });

  it.each([
    [
      'docs/a.md',
      [
        'src/builds/a.ts, ~/builds/',
        `https://example.org${absolute('root', 'a')}`,
        absolute('tmp', 'tracker'),
        absolute('home', '<you>', ''),
      ].join(', '),
    ],
    ['package-lock.json', '"resolved": "firmware-sim", "link": true'],
  ])('accepts %s with %s', (path, text) => {
    expect(findingsOf(path, text)).toEqual([]);
  });

  it('are absent from this repository', () => {
    expect(machineNameFindings(readTree())).toEqual([]);
  });
});
