import type { FlasherIo } from '../../io.ts';
import type { FlasherEvent } from '../../output/event.ts';
import { runFlasher } from '../../run-flasher.ts';
import { requireContract } from '../event-contract.ts';
import type { ManualClock } from '../manual-clock.ts';

export interface VirtualRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly FlasherEvent[];
  readonly tookMs: number;
}

export type VirtualIo = Omit<FlasherIo, 'stdout' | 'stderr' | 'clock'>;

/** Nothing real is waited for, so a turn or two of the event loop settles all that can settle. */
const turns = 3;
/** Nothing that the flasher does may take longer than this, whatever happens on the line. */
const hangMs = 3_600_000;
/**
 * Real time without anything to wait for after which nothing will come; a module that is imported
 * again takes some where other threads resolve it.
 */
const idleRealMs = 10_000;

/**
 * Runs one command line on a clock that jumps to the next deadline whenever everything waits. All
 * else has to be simulated, too; what the command imports has to be loaded ({@link preload}).
 */
export async function runInVirtualTime(
  argv: readonly string[],
  clock: ManualClock,
  io: VirtualIo,
): Promise<VirtualRun> {
  const out: string[] = [];
  const err: string[] = [];
  const events: FlasherEvent[] = [];
  const startedMs = clock.now();
  let exitCode: number | undefined;
  let idleSinceMs = performance.now();
  const running = runFlasher(argv, {
    ...io,
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    onEvent: (event) => {
      events.push(event);
      io.onEvent?.(event);
    },
    clock,
  }).then((code) => {
    exitCode = code;
  });
  while (exitCode === undefined) {
    for (let turn = 0; turn < turns && exitCode === undefined; turn += 1) {
      // oxlint-disable-next-line no-await-in-loop -- lets what is ready run
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
    if (exitCode !== undefined) break;
    if (clock.advanceToNext()) idleSinceMs = performance.now();
    const isIdle = performance.now() - idleSinceMs > idleRealMs;
    const isHung = isIdle || clock.now() - startedMs > hangMs;
    if (isHung) throw new TypeError(`"${argv.join(' ')}" hangs after ${events.at(-1)?.task}`);
  }
  await running;
  requireContract(argv, events);
  const tookMs = clock.now() - startedMs;
  return { exitCode, stdout: out.join(''), stderr: err.join(''), events, tookMs };
}

/**
 * Loads what a command imports on its way, by running it up to the port, which is not there. Loading
 * takes real time, and simulated time would run ahead of it.
 */
export async function preload(argv: readonly string[], io: VirtualIo): Promise<void> {
  await runFlasher(argv, {
    ...io,
    stdout: { write: () => undefined },
    stderr: { write: () => undefined },
    openLink: () => Promise.reject(new TypeError('only loading')),
  });
}
