import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

import { LinkError } from '@feierabend/protocol';

import type { RunRegistry } from '@feierabend/firmware-sim/reaper/run-registry';

const stopDeadlineMs = 5_000;
/** Characters of a dead tracker's output that are quoted. */
const saidMax = 2000;

export interface TrackerProgramOptions {
  /** Path of the Node that shall run it. */
  readonly execPath: string;
  /** In place of the program of the simulator: the same in one file. */
  readonly script?: string | undefined;
  /** What follows `firmware-sim run`. */
  readonly args: readonly string[];
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly registry?: RunRegistry | undefined;
}

/** `firmware-sim run` in a process of its own. */
export class TrackerProgram {
  readonly #child: ChildProcess;
  #said = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    const hear = (chunk: Buffer): void => {
      this.#said = (this.#said + chunk.toString()).slice(-saidMax);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  }

  /** The last it printed: what it died of stands there. */
  get said(): string {
    return this.#said.trim();
  }

  /** Resolves when its ports are open. */
  static async start({
    execPath,
    script = createRequire(import.meta.url).resolve('@feierabend/firmware-sim/bin'),
    args,
    deadlineMs,
    signal,
    registry,
  }: TrackerProgramOptions): Promise<TrackerProgram> {
    const child = spawn(execPath, [script, 'run', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const program = new TrackerProgram(child);
    if (registry?.addChild(child.pid) === false) child.kill('SIGKILL');
    child.once('exit', () => registry?.removeChild(child.pid));
    try {
      await ready(child, deadlineMs, signal);
      return program;
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
    child.kill('SIGTERM');
    await gone;
    clearTimeout(timer);
  }
}

/** Waits for the line that says the ports are open; quotes what came instead. */
async function ready(
  child: ChildProcess,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  let seen = '';
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (came: string): void => reject(notReady(came, seen));
      const look = (chunk: Buffer): void => {
        seen = (seen + chunk.toString()).slice(-400);
        if (seen.includes('tracker ready')) resolve();
      };
      timer = setTimeout(() => fail(`it was not within ${deadlineMs / 1000} s`), deadlineMs);
      child.stdout?.on('data', look);
      child.stderr?.on('data', look);
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code) => fail(`it ended with code ${code}`));
    });
  } finally {
    clearTimeout(timer);
  }
}

function notReady(came: string, seen: string): LinkError {
  return new LinkError({
    code: 'TARGET_START',
    expected: 'the virtual tracker to open its ports',
    came: `${came}${seen === '' ? '' : `, and had printed: ${seen.trim()}`}`,
    next: 'run the same tracker with `firmware-sim run` to see the whole message',
  });
}
