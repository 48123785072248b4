import { setTimeout as sleep } from 'node:timers/promises';

import { wouldReplace } from '../files/write-whole-file.ts';
import type { FlasherIo, WriteFileOptions } from '../io.ts';
import type { FlasherEvent } from '../output/event.ts';
import { runFlasher } from '../run-flasher.ts';
import type { FakeDevice } from './fake-device.ts';
import { requireContract } from './event-contract.ts';
import { ManualClock } from './manual-clock.ts';

export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly FlasherEvent[];
  /** Milliseconds of simulated time. */
  readonly tookMs: number;
}

export interface RunOptions {
  readonly files?: Map<string, Uint8Array>;
  readonly device?: FakeDevice;
  readonly io?: Partial<FlasherIo>;
}

/**
 * Turns of the event loop without any traffic after which the simulated clock jumps to its next
 * timer.
 */
const quietTurns = 4;

/**
 * Runs one command line in simulated time: whenever both sides wait, the clock jumps to the next
 * deadline.
 */
export async function runOnDevice(argv: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { device, files = new Map<string, Uint8Array>() } = options;
  const clock = new ManualClock();
  const out: string[] = [];
  const err: string[] = [];
  const events: FlasherEvent[] = [];
  let over = false;
  const running = runFlasher(argv, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    onEvent: (event) => events.push(event),
    readFile: async (path) => readFrom(files, path),
    writeFile: async (path, bytes, how) => writeTo(files, { path, bytes, how }),
    checkTarget: async (path, replace) => {
      if (files.has(path) && !replace) throw wouldReplace(path);
    },
    clock,
    ...options.io,
  }).finally(() => {
    over = true;
  });
  let quiet = 0;
  let seen = '';
  while (!over) {
    // oxlint-disable-next-line no-await-in-loop -- watches one run
    await sleep(1);
    const now = `${device?.activity}/${events.length}/${clock.scheduled}`;
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
    if (quiet >= quietTurns) {
      quiet = 0;
      clock.advanceToNext();
    }
  }
  requireContract(argv, events);
  return {
    exitCode: await running,
    stdout: out.join(''),
    stderr: err.join(''),
    events,
    tookMs: clock.now(),
  };
}

function readFrom(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw Object.assign(new TypeError('no such file'), { code: 'ENOENT' });
  return bytes;
}

function writeTo(
  files: Map<string, Uint8Array>,
  { path, bytes, how }: { path: string; bytes: Uint8Array; how: WriteFileOptions },
): void {
  if (files.has(path) && !how.replace) throw wouldReplace(path);
  files.set(path, bytes);
}
