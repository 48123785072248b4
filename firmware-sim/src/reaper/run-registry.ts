import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import { identityOf, type ProcessIdentity } from './process-identity.ts';

const script = fileURLToPath(new URL('../../bin/reaper.js', import.meta.url));
const identity = z.strictObject({ pid: z.number().int().positive(), started: z.string() });

/** What a run has to leave behind it as it found it. */
export const runRecord = z.strictObject({
  runner: identity,
  children: z.array(identity),
  folders: z.array(z.string().min(1)),
});
export type RunRecord = z.infer<typeof runRecord>;

/** One file per run lies here. */
export function registryFolder(): string {
  return join(tmpdir(), `feierabend-runs-${userInfo().username}`);
}

/**
 * The processes and folders of one run. They stand in a file before anything can go wrong with them, and a process of its own
 * ends and removes them when this one dies, by whatever: it sees the end of a pipe.
 */
export class RunRegistry {
  readonly #file: string;
  readonly #runner: ProcessIdentity;
  readonly #children = new Map<number, ProcessIdentity>();
  readonly #folders = new Set<string>();
  readonly #release: () => void;
  #isClosed = false;

  private constructor(parts: { file: string; runner: ProcessIdentity; release: () => void }) {
    this.#file = parts.file;
    this.#runner = parts.runner;
    this.#release = parts.release;
    this.#write();
  }

  /** Undefined where processes cannot be told apart. What runs before left is swept, too. */
  static open({
    pid,
    execPath,
    folder = registryFolder(),
    lane = 0,
  }: {
    pid: number;
    execPath: string;
    folder?: string;
    /** Of several runs of one process, each has a file of its own. */
    lane?: number | undefined;
  }): RunRegistry | undefined {
    const runner = identityOf(pid);
    if (runner === undefined) return undefined;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A session of its own: the signal that ends the terminal's programs does not reach it.
    const name = [runner.pid, runner.started, ...(lane === 0 ? [] : [lane])].join('-');
    const file = join(folder, `${name}.json`);
    const reaper = spawn(execPath, [script, folder, file], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    reaper.on('error', () => {});
    reaper.stdin.on('error', () => {});
    reaper.unref();
    return new RunRegistry({ file, runner, release: () => reaper.stdin.end() });
  }

  /** False when the run is over already: whoever started it late has to end it. */
  addChild(pid: number | undefined): boolean {
    const child = pid === undefined ? undefined : identityOf(pid);
    if (this.#isClosed) return false;
    if (child === undefined) return true;
    this.#children.set(child.pid, child);
    this.#write();
    return true;
  }

  removeChild(pid: number | undefined): void {
    if (pid !== undefined && this.#children.delete(pid)) this.#write();
  }

  addFolder(path: string): void {
    this.#folders.add(path);
    this.#write();
  }

  /** The run has cleaned up; what is still registered is ended by the reaper, as soon as the process is gone. */
  close(): void {
    this.#isClosed = true;
    if (this.#children.size === 0) rmSync(this.#file, { force: true });
    this.#release();
  }

  #write(): void {
    const record: RunRecord = {
      runner: this.#runner,
      children: [...this.#children.values()],
      folders: [...this.#folders],
    };
    // Whole or not at all: whoever is killed here leaves the file of before.
    writeFileSync(`${this.#file}.part`, JSON.stringify(record), { mode: 0o600 });
    renameSync(`${this.#file}.part`, this.#file);
  }
}
