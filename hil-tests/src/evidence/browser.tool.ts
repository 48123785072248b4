import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';

/** The Chromium of the system, without a network and without questions to its maker. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    timeout: 45_000,
    args: ['--no-sandbox', '--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND'],
  });
}

export interface Shown {
  readonly page: Page;
  /** Everything the page asked for beside itself, and everything it complained about. */
  readonly noise: string[];
}

export interface ShowOptions {
  readonly width: number;
  readonly scheme?: 'light' | 'dark';
  readonly scale?: number;
}

/** Shows a file to a reader with a window of that width. */
export async function show(
  browser: Browser,
  file: string,
  { width, scheme = 'light', scale = 1 }: ShowOptions,
): Promise<Shown> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    deviceScaleFactor: scale,
  });
  const page = await context.newPage();
  const noise: string[] = [];
  const own = pathToFileURL(file).href;
  page.on('console', (message) => void noise.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => void noise.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== own) noise.push(`request: ${request.url()}`);
  });
  await page.goto(own);
  return { page, noise };
}

/** What axe finds against WCAG 2.2 AA: rules that are broken, and those it could not decide. */
export async function accessibilityOf(page: Page) {
  const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(await readFile(path, 'utf8'));
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const results = await page.evaluate<AxeResults, readonly string[]>(
    (runOnly) =>
      (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run(
        { runOnly },
      ),
    tags,
  );
  // What lies under letters in a drawing axe cannot know; they have the colours of letters elsewhere, and an outline like paper.
  const drawn = await page.evaluate<readonly string[], readonly string[]>(
    (targets) => {
      const { document: shown } = globalThis as unknown as { document: Selectable };
      return targets.filter((target) => shown.querySelector(target)?.closest('svg') !== null);
    },
    results.incomplete.flatMap(({ nodes }) => nodes.map(({ target }) => target.join(' '))),
  );
  const named = (found: AxeResults['violations']) =>
    found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  return {
    violations: named(results.violations),
    undecided: named(results.incomplete).filter(
      (one) => !drawn.some((target) => one === `color-contrast: ${target}`),
    ),
    passes: results.passes.length,
  };
}

export interface Greys {
  readonly mean: number;
  readonly deviation: number;
  /** How much more it varies along one diagonal than along the other: lines do, dots do not. */
  readonly slant: number;
}

/** How light a picture is and how much it varies, from 0 to 255, as somebody sees it who sees no colours. */
export async function greysOf(browser: Browser, png: Buffer): Promise<Greys> {
  const page = await browser.newPage();
  try {
    await page.setContent(
      `<img src="data:image/png;base64,${png.toString('base64')}"><canvas></canvas>`,
    );
    return await page.evaluate(readGreys);
  } finally {
    await page.close();
  }
}

/** Runs in the browser. Weights of Rec. 709. */
async function readGreys(): Promise<Greys> {
  const view = globalThis as unknown as { document: BrowserDocument };
  const image = view.document.querySelector('img');
  await image.decode();
  const canvas = view.document.querySelector('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const greys: number[] = [];
  for (let at = 0; at < data.length; at += 4) {
    greys.push(
      0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0),
    );
  }
  const mean = greys.reduce((sum, grey) => sum + grey, 0) / greys.length;
  const square = greys.reduce((sum, grey) => sum + (grey - mean) ** 2, 0) / greys.length;
  const { width, height } = canvas;
  const step = 7;
  let slant = 0;
  for (let y = step; y < height - step; y += 1) {
    for (let x = 0; x < width - step; x += 1) {
      const grey = greys[y * width + x] ?? 0;
      slant += Math.abs(grey - (greys[(y + step) * width + x + step] ?? 0));
      slant -= Math.abs(grey - (greys[(y - step) * width + x + step] ?? 0));
    }
  }
  return { mean, deviation: Math.sqrt(square), slant: slant / greys.length };
}

interface Selectable {
  querySelector(target: string): { closest(name: 'svg'): object | null } | null;
}

/** As much of the DOM as is used here; the house compiles without its types. */
interface BrowserDocument {
  querySelector(name: 'img'): {
    readonly naturalWidth: number;
    readonly naturalHeight: number;
    decode(): Promise<void>;
  };
  querySelector(name: 'canvas'): {
    width: number;
    height: number;
    getContext(kind: '2d'): {
      drawImage(image: unknown, x: number, y: number): void;
      getImageData(
        x: number,
        y: number,
        width: number,
        height: number,
      ): { readonly data: Uint8Array };
    };
  };
}
