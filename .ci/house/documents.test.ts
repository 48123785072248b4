import { describe, expect, it } from 'vitest';

import { documentFindings } from './documents.ts';
import { readTree } from './source-file.ts';

const tree = [
  { path: 'package.json', text: '{ "scripts": { "test": "x", "check": "x" } }' },
  { path: 'docs/design.md', text: '' },
  { path: 'flasher/src/commands/plan.ts', text: `export const c = { path: ['policy', 'plan'] };` },
  { path: 'flasher/src/commands/flash.ts', text: `export const c = { path: ['flash'] };` },
  { path: 'firmware-sim/src/program.ts', text: `program\n.command('run')` },
];
const findingsOf = (text: string, path = 'README.md') =>
  documentFindings([...tree, { path, text }]);

describe('documents', () => {
  it.each([
    '[design](docs/desing.md)',
    '![picture](./docs/picture.svg)',
    'see `flasher/src/gone.ts`',
    'see `./flasher/gone/`',
    'run `npm run chekc`',
    '```sh\nnpm lint\n```',
    '`flasher policy apply office.yaml`',
    '```\n$ npx --no flasher upload app.bin\n```',
    '`firmware-sim walk`',
    '`hil bench`',
  ])('may not say %j', (text) => {
    expect(findingsOf(text)).toHaveLength(1);
  });

  it.each([
    '[design](docs/design.md#words) [root](.) [web](https://example.org/x) [here](#here)',
    'see `flasher/src/commands/`, `flasher/src/commands/flash.ts:12`, `flasher/src/*.ts`',
    'writes `out/demo/report.html` and `flasher/dist/main.js`',
    'topics `feierabend/1/<tenant>` and `and/or`',
    '```\nnpm test  # needs npm packages alone\n```',
    'run `npm test`, `npm run check -- --x`, `npm ci`',
    '`npx --no flasher policy plan office.yaml --port X`, `flasher policy`, `flasher --help`',
    'The flasher identifies it, firmware-sim walks, hil benches.',
    '`flasher flash app.bin`, `firmware-sim run --seed 1`',
  ])('may say %j', (text) => {
    expect(findingsOf(text)).toEqual([]);
  });

  it('resolve links from their own folder', () => {
    expect(findingsOf('[design](../design.md) [up](../../README.md)', 'docs/a/b.md')).toHaveLength(
      1,
    );
  });

  it('name only what this repository has', () => {
    expect(documentFindings(readTree())).toEqual([]);
  });
});
