import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { runHil } from '../program.ts';
import { renderPage, type RenderedPage } from '@feierabend/firmware-sim/page/chromium.tool';

let folder: string;
let ended: number;
let light: RenderedPage;
let dark: RenderedPage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hil-page-'));
  ended = await runHil(['demo', '--out', folder], {
    stdout: { write: () => true },
    stderr: process.stderr,
    signal: new AbortController().signal,
    now: () => Date.now(),
    host: { execPath: process.execPath, platform: process.platform, nodeVersion: 'test' },
  });
  const page = join(folder, 'report.html');
  light = await renderPage(page, 'light');
  dark = await renderPage(page, 'dark');
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the browser made of the drawings: shapes, not text that looks like markup. */
function drawing(dom: string, name: string): string {
  return new RegExp(`<svg class="${name}"[^>]*>(.*?)</svg>`, 'su').exec(dom)?.[1] ?? '';
}

describe('the report of a driven day in Chromium without a network', () => {
  test('is written by a run that held all its checks', () => {
    expect(ended).toBe(0);
    expect(light.dom).toContain('All checks of this run hold');
  });

  test('draws the ribbon with what was captured and what was withheld', () => {
    const ribbon = drawing(light.dom, 'ribbon');
    expect(ribbon.match(/<rect /gu)?.length).toBeGreaterThan(5);
    expect(ribbon).toContain('08:00');
  });

  test('draws the track', () => {
    const track = drawing(light.dom, 'track');
    const lines = [...track.matchAll(/<(?:path|polyline) [^>]*?(?:d|points)="([^"]*)"/gu)];
    const longest = Math.max(...lines.map(([, points = '']) => points.length));
    expect(longest).toBeGreaterThan(500);
    expect(track).not.toContain('NaN');
  });

  test('is the file as it was written: no script has changed it', async () => {
    const html = await readFile(join(folder, 'report.html'), 'utf8');
    const tags = (text: string): string[] => text.match(/<(?:svg|path|rect|tr|section)\b/gu) ?? [];
    expect(tags(light.dom).length).toBeGreaterThan(20);
    expect(tags(light.dom)).toEqual(tags(html));
    expect(light.dom).not.toContain('<script');
  });

  test('refers to nothing outside of itself', () => {
    const references = [
      ...light.dom.matchAll(
        /\b(?:src|srcset|href|action|data|poster|formaction)\s*=\s*"([^"]*)"|url\(\s*["']?([^"')]*)|@import\s+(\S+)/gu,
      ),
    ].map(([, attribute, url, rule]) => attribute ?? url ?? rule ?? '');
    expect(references.filter((target) => !/^(?:#|data:)/u.test(target))).toEqual([]);
    expect(light.dom).not.toMatch(/<(?:link|iframe|object|embed|base)\b/u);
  });

  test('is light on a light desktop and dark on a dark one', () => {
    expect(Math.min(...light.cornerColor)).toBeGreaterThan(200);
    expect(Math.max(...dark.cornerColor)).toBeLessThan(60);
    expect(light.screenshotBytes).toBeGreaterThan(20_000);
    expect(dark.screenshotBytes).toBeGreaterThan(20_000);
  });
});
