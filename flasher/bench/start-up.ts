import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const pairs = 9;
const deadlineMs = 60_000;

/** Every program says at its end what it has cost; the bare one as well, so that this is in both. */
const accountant =
  "data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();" +
  "process._rawDebug('cpu '+(user+system)/1000)})";

export interface StartRow {
  readonly name: string;
  /** Medians of the program, of a bare node in the same run, and of the ratios pair by pair. */
  readonly cpuMs: number;
  readonly bareCpuMs: number;
  readonly cpuRatio: number;
  readonly wallMs: number;
  readonly bareWallMs: number;
  readonly wallRatio: number;
}

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/**
 * How long the flasher takes to start, beside `node -e 0` in turn with it: as it is published, where
 * it was built, and as it runs in a clone.
 */
export function measureStartUp(): readonly StartRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'start-up-'));
  try {
    const isBuilt = existsSync(here('../dist/bin/main.js'));
    const published = isBuilt ? asPublished(folder) : undefined;
    return [
      ...(published === undefined
        ? []
        : [
            measure('published: flasher --help', [published, '--help']),
            measure('published: flasher image inspect --help', [
              published,
              'image',
              'inspect',
              '--help',
            ]),
          ]),
      measure('clone: flasher --help', [here('../bin/flasher.js'), '--help']),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The bin without sources beside it, as npm installs it. */
function asPublished(folder: string): string {
  const bin = join(folder, 'bin', 'flasher.js');
  mkdirSync(join(folder, 'bin'));
  copyFileSync(here('../bin/flasher.js'), bin);
  symlinkSync(here('../dist'), join(folder, 'dist'), 'dir');
  symlinkSync(here('../package.json'), join(folder, 'package.json'), 'file');
  return bin;
}

function measure(name: string, argv: readonly string[]): StartRow {
  const costs = Array.from({ length: pairs + 1 }, () => ({
    own: start(argv),
    bare: start(['-e', '0']),
  }));
  // The first one finds the disk cold.
  const warm = costs.slice(1);
  return {
    name,
    cpuMs: median(warm.map(({ own }) => own.cpuMs)),
    bareCpuMs: median(warm.map(({ bare }) => bare.cpuMs)),
    cpuRatio: median(warm.map(({ own, bare }) => own.cpuMs / bare.cpuMs)),
    wallMs: median(warm.map(({ own }) => own.wallMs)),
    bareWallMs: median(warm.map(({ bare }) => bare.wallMs)),
    wallRatio: median(warm.map(({ own, bare }) => own.wallMs / bare.wallMs)),
  };
}

function start(argv: readonly string[]): Cost {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', accountant, ...argv], {
    encoding: 'utf8',
    timeout: deadlineMs,
  });
  const wallMs = performance.now() - startedMs;
  const cpuMs = Number(/^cpu ([\d.]+)$/mu.exec(stderr)?.[1]);
  if (status !== 0 || Number.isNaN(cpuMs)) {
    throw new TypeError(`node ${argv.join(' ')} ended with ${status}: ${stderr}`);
  }
  return { cpuMs, wallMs };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(2));
}
