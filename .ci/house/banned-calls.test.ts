import { describe, expect, it } from 'vitest';

import { bannedCallFindings } from './banned-calls.ts';
import { readTree } from './source-file.ts';

const findingsOf = (path: string, text: string) => bannedCallFindings([{ path, text }]);

describe('banned calls', () => {
  it.each([
    ['protocol/src/a.ts', 'const t = Date.now();'],
    ['protocol/src/a.ts', 'const t = new Date();'],
    ['protocol/src/a.ts', 'const key = randomBytes(32);'],
    ['protocol/src/a.test.ts', 'setTimeout(done, 10);'],
    ['firmware-sim/src/core/a.ts', 'setInterval(tick, 1000);'],
    ['firmware-sim/src/core/a.ts', 'const t = performance.now();'],
    ['flasher/src/a.ts', 'const n = Math.random();'],
    ['flasher/src/a.ts', "throw new Error('no');"],
    ['flasher/src/a.ts', "throw TypeError('no');"],
    ['flasher/src/a.ts', "console.log('here');"],
    ['flasher/src/a.test.ts', "it.only('works', () => {});"],
    ['flasher/src/a.test.ts', "describe.concurrent.skip('works', () => {});"],
    ['flasher/src/a.test.ts', "test.todo('works');"],
    ['flasher/src/a.test.ts', 'await new Promise((done) => setTimeout(done, 500));'],
  ])('refuses %s with %s', (path, text) => {
    expect(findingsOf(path, text)).toHaveLength(1);
  });

  it.each([
    ['protocol/src/a.ts', '// Date.now() is the caller\'s\nconst text = "Math.random()";'],
    ['protocol/src/a.ts', 'const day = new Date(ms); clock.setTimeout(1);'],
    ['firmware-sim/src/adapters/a.ts', 'const t = Date.now();'],
    ['flasher/src/a.ts', "throw new UsageError({ code: 'X' });"],
    ['flasher/src/main.ts', "console.error('no');"],
    ['firmware-sim/src/core/a.ts', 'this.#console.push(bytes);'],
    ['flasher/src/a.test.ts', 'new Promise((done, fail) => { timer = setTimeout(fail, 500); });'],
    ['flasher/src/a.test.ts', "it.skipIf(noSocat)('works', () => {});"],
  ])('accepts %s with %s', (path, text) => {
    expect(findingsOf(path, text)).toEqual([]);
  });

  it('are absent from this repository', () => {
    expect(bannedCallFindings(readTree())).toEqual([]);
  });
});
