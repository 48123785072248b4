import { beforeAll, describe, expect, it } from 'vitest';

import packageJson from '../package.json' with { type: 'json' };
import { bundleForBrowser, runInBrowser, type BrowserBundle } from './browser-bundle.suite.ts';
import { runVectors } from './browser-run.suite.ts';

const entries = Object.values(packageJson.exports).map((entry) =>
  entry['@feierabend/source'].replace('./src/', './'),
);

describe.each(entries)('the entry point %s in a browser', (entry) => {
  let bundle: BrowserBundle;

  beforeAll(async () => {
    bundle = await bundleForBrowser(`export * from '${entry}';`);
  });

  it('asks for nothing of Node', () => {
    expect(bundle.nodeModules).toEqual([]);
  });

  it('loads with what a browser has', () => {
    expect(Object.keys(runInBrowser(bundle.code)).length).toBeGreaterThan(0);
  });
});

it('large tables and readers come with one entry point alone', async () => {
  const large = ['yaml', 'zod', 'date-holidays'];
  const found = entries.map(async (entry) => {
    const { packages } = await bundleForBrowser(`export * from '${entry}';`);
    return [entry, large.filter((name) => packages.has(name))];
  });
  expect(Object.fromEntries(await Promise.all(found))).toEqual({
    './index.ts': [],
    './policy-source.ts': ['yaml', 'zod'],
    './holidays.ts': ['date-holidays'],
  });
});

describe('the golden vectors in a browser', () => {
  it('come out as they do here', async () => {
    const { code, nodeModules } = await bundleForBrowser(
      `export { runVectors } from './browser-run.suite.ts';`,
    );
    expect(nodeModules).toEqual([]);
    const run = runInBrowser(code)['runVectors'] as typeof runVectors;
    const there = JSON.parse(run()) as Record<string, readonly unknown[]>;
    expect(there).toEqual(JSON.parse(runVectors()));
    for (const results of Object.values(there)) expect(results.length).toBeGreaterThan(1);
  });

  it('would not load what asks for Node', async () => {
    const { code, nodeModules } = await bundleForBrowser(
      `import { readFileSync } from 'node:fs'; export const read = readFileSync;`,
    );
    expect(nodeModules).toEqual([expect.stringMatching(/^node:fs/u)]);
    expect(() => runInBrowser(code)).toThrow(/require/u);
  });

  it('run without process, Buffer and require', () => {
    const names = `[typeof process, typeof Buffer, typeof require, typeof global].join()`;
    expect(runInBrowser(`var bundle = { seen: ${names} };`)['seen']).toBe(
      'undefined,undefined,undefined,undefined',
    );
  });
});
