import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { accessibilityOf, greysOf, openBrowser, show, type Greys } from './browser.tool.ts';
import { sampleRun } from './sample-evidence.test-data.ts';
import { writeRun } from './write-run.ts';

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'hil-browser-')), 'run');
  await writeRun(folder, sampleRun());
  browser = await openBrowser();
}, 90_000);
afterAll(async () => {
  await browser.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

const languages = [
  ['en', 'evidence.html'],
  ['de', 'evidence.de.html'],
] as const;
const page = (name: string) => join(folder, name);

describe.each(languages)('the evidence in %s, in Chromium', (language, name) => {
  test.each([360, 820, 1400])('fits a window of %i pixels, silently', async (width) => {
    const { page: shown, noise } = await show(browser, page(name), { width });
    const picture = await shown.screenshot({ fullPage: true });
    expect(picture.length).toBeGreaterThan(50_000);
    const wide = await shown.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(width);
    expect(await shown.evaluate('document.documentElement.lang')).toBe(language);
    expect(await shown.evaluate('document.scripts.length')).toBe(0);
    expect(noise).toEqual([]);
    await shown.context().close();
  });

  test.each([
    [360, 'light'],
    [1400, 'light'],
    [1400, 'dark'],
  ] as const)('keeps WCAG 2.2 AA at %i pixels, %s', async (width, scheme) => {
    const { page: shown } = await show(browser, page(name), { width, scheme });
    const { violations, undecided, passes } = await accessibilityOf(shown);
    expect(violations).toEqual([]);
    expect(passes).toBeGreaterThan(20);
    expect(undecided).toEqual([]);
    await shown.context().close();
  });

  test('prints as a PDF of several pages, on white paper also from a dark screen', async () => {
    const { page: shown } = await show(browser, page(name), { width: 1000, scheme: 'dark' });
    const dark = await shown.evaluate('getComputedStyle(document.body).backgroundColor');
    const pdf = await shown.pdf({ format: 'A4', tagged: true });
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/gu)?.length).toBeGreaterThan(3);
    await shown.emulateMedia({ media: 'print' });
    const printed = await shown.evaluate('getComputedStyle(document.body).backgroundColor');
    expect([dark, printed]).toEqual(['rgb(20, 24, 23)', 'rgb(255, 255, 255)']);
    await shown.context().close();
  });
});

describe('the evidence in Chromium', () => {
  test('changes its language without a script and without a network', async () => {
    const { page: shown } = await show(browser, page('evidence.html'), { width: 1000 });
    await shown.getByText('Deutsch').click();
    expect(shown.url()).toMatch(/evidence\.de\.html$/u);
    await shown.getByText('English').click();
    expect(shown.url()).toMatch(/evidence\.html$/u);
    await shown.context().close();
  });

  test.each(['light', 'dark'] as const)(
    'has ribbons that read without colour, %s',
    async (scheme) => {
      const options = { width: 1400, scheme, scale: 4 } as const;
      const { page: shown } = await show(browser, page('evidence.html'), options);
      const states = ['captured', 'withheld', 'no-fix', 'nothing'] as const;
      const greys: Greys[] = [];
      for (const state of states) {
        const swatch = shown.locator(`.legend svg:has(rect.${state})`);
        // oxlint-disable-next-line no-await-in-loop -- one picture after the other
        greys.push(await greysOf(browser, await swatch.screenshot()));
      }
      for (const [index, one] of greys.entries()) {
        for (const [offset, other] of greys.slice(index + 1).entries()) {
          const tone = Math.abs(one.mean - other.mean);
          const texture = Math.abs(one.deviation - other.deviation);
          const lines = Math.abs(one.slant - other.slant);
          const pair = [states[index], states[index + 1 + offset], tone, texture, lines].join(', ');
          expect(tone > 30 || texture > 8 || lines > 8, pair).toBe(true);
        }
      }
      await shown.context().close();
    },
  );
});
