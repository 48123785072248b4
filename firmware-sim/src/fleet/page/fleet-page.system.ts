import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { printedPages, renderPage, type RenderedPage } from '../../page/chromium.tool.ts';
import { runFirmwareSim } from '../../program.ts';

let folder: string;
let ended: number;
let light: RenderedPage;
let dark: RenderedPage;
const page = () => join(folder, 'fleet.html');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-page-'));
  const scenario = ['scenarios/seeded-defect.yaml', '--virtual', '--workers', '1'];
  ended = await runFirmwareSim(['fleet', ...scenario, '--out', folder], {
    stdout: { write: () => true },
    stderr: process.stderr,
    signal: new AbortController().signal,
  });
  light = await renderPage(page(), 'light');
  dark = await renderPage(page(), 'dark');
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the page of a fleet in Chromium without a network', () => {
  it('is of a run that ended red, and says so first', () => {
    expect(ended).toBe(7);
    expect(light.dom).toContain('<h1>Not every assertion holds</h1>');
  });

  it('draws states, week, distributions and the generated tracks', () => {
    const count = (pattern: RegExp) => light.dom.match(pattern)?.length ?? 0;
    expect(count(/<clippath|<clipPath/gu)).toBeGreaterThan(1);
    expect(count(/<td><i style="--share:/gu)).toBeGreaterThan(6);
    expect(count(/<rect class="bar"/gu)).toBeGreaterThan(2);
    expect(count(/<path class="way generated" d="M[^"]{500}/gu)).toBe(8);
    expect(light.dom).not.toContain('NaN');
  });

  it('is the file as it was written, with no word on the console and nothing that was asked for', async () => {
    const html = await readFile(page(), 'utf8');
    const tags = (text: string): string[] => text.match(/<(?:svg|path|rect|tr|section)\b/gu) ?? [];
    expect(tags(light.dom)).toEqual(tags(html));
    expect([light.said, dark.said]).toEqual([[], []]);
    expect(light.dom).not.toMatch(/\b(?:src|href|srcset|action)\s*=|url\(\s*["']?(?!#)|@import/u);
    // The same page with a picture from elsewhere: the policy refuses it, and that is seen here.
    const bad = join(folder, 'bad.html');
    await writeFile(
      bad,
      html.replace('<main>', '<main><img src="http://127.0.0.1:9/x.png" alt="">'),
    );
    expect((await renderPage(bad, 'light')).said.join('\n')).toContain('Content Security Policy');
  });

  it('is light on a light desktop, dark on a dark one, and goes on paper', async () => {
    expect(Math.min(...light.cornerColor)).toBeGreaterThan(200);
    expect(Math.max(...dark.cornerColor)).toBeLessThan(60);
    expect(await printedPages(page())).toBeGreaterThan(1);
  });
});
