import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { inflateSync } from 'node:zlib';

const run = promisify(execFile);
const deadlineMs = 45_000;

/** A browser of its own, that asks nobody on the network anything, not even its maker. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--window-size=1000,1400',
];

export interface RenderedPage {
  /** The document after the browser has read it. */
  readonly dom: string;
  /** What came on its console: errors of the page, and every request that its policy refused. */
  readonly said: readonly string[];
  readonly screenshotBytes: number;
  /** Red, green and blue of the upper left corner, from 0 to 255. */
  readonly cornerColor: readonly number[];
}

/** Shows a file in Chromium, as a reader who prefers a light or a dark page sees it. */
export async function renderPage(file: string, scheme: 'light' | 'dark'): Promise<RenderedPage> {
  const folder = await mkdtemp(join(tmpdir(), 'chromium-'));
  try {
    const screenshot = join(folder, 'page.png');
    const { stdout, stderr } = await run(
      'chromium',
      [
        ...flags,
        ...(scheme === 'dark' ? ['--force-dark-mode'] : []),
        `--user-data-dir=${join(folder, 'profile')}`,
        `--screenshot=${screenshot}`,
        '--enable-logging=stderr',
        '--dump-dom',
        pathToFileURL(file).href,
      ],
      { timeout: deadlineMs, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 },
    );
    const png = await readFile(screenshot);
    return {
      dom: stdout,
      said: stderr.split('\n').filter((line) => line.includes(':CONSOLE')),
      screenshotBytes: png.length,
      cornerColor: firstPixel(png),
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Prints a file as a reader would, and counts the pages of paper. */
export async function printedPages(file: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'chromium-'));
  try {
    const pdf = join(folder, 'page.pdf');
    const profile = `--user-data-dir=${join(folder, 'profile')}`;
    const printing = [`--print-to-pdf=${pdf}`, '--no-pdf-header-footer', pathToFileURL(file).href];
    await run('chromium', [...flags, profile, ...printing], {
      timeout: deadlineMs,
      killSignal: 'SIGKILL',
    });
    return (await readFile(pdf)).toString('latin1').match(/\/Type \/Page\b/gu)?.length ?? 0;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * The first pixel of a PNG with 8-bit channels: whatever the filter of the first line, what it predicts for the first pixel is
 * zero, and so the pixel stands there as it is (PNG, section 9.2).
 */
function firstPixel(png: Buffer): readonly number[] {
  const data: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(png.subarray(at + 8, at + 8 + length));
    }
    at += 12 + length;
  }
  return [...inflateSync(Buffer.concat(data)).subarray(1, 4)];
}
