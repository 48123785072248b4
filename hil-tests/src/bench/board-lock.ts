import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { LinkError } from '@feierabend/protocol';
import { z } from 'zod';

import { identityOf, isAlive } from '@feierabend/firmware-sim/reaper/process-identity';

const owner = z.strictObject({ pid: z.number().int(), started: z.string(), bench: z.string() });
/** One for each dead owner that is found in the way. */
const triesMax = 3;

/** A board belongs to one run at a time, whatever name it was asked for by. */
export class BoardLock {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** `board` is its path without links, or its USB identity. Never waits: a busy board is told with its owner. */
  static take(options: { folder: string; board: string; bench: string; pid: number }): BoardLock {
    const { folder, board, bench, pid } = options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const name = createHash('sha256').update(board).digest('hex').slice(0, 24);
    const file = join(folder, `${name}.lock`);
    const text = JSON.stringify({ ...(identityOf(pid) ?? { pid, started: '' }), bench });
    for (let tries = 0; tries < triesMax; tries += 1) {
      if (create(file, text)) return new BoardLock(file);
      const held = ownerOf(file);
      if (held !== undefined && isAlive(held)) throw taken(board, held);
      breakLock(file, pid);
    }
    throw taken(board, ownerOf(file));
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}

function create(file: string, text: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    try {
      writeFileSync(handle, text);
    } finally {
      closeSync(handle);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Renaming it away first lets only one of two finders do it. */
function breakLock(file: string, pid: number): void {
  const dead = `${file}.dead-${pid}`;
  try {
    renameSync(file, dead);
    rmSync(dead, { force: true });
  } catch {
    // The other one was faster.
  }
}

function ownerOf(file: string): z.infer<typeof owner> | undefined {
  try {
    return owner.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function taken(board: string, held: z.infer<typeof owner> | undefined): LinkError {
  return new LinkError({
    code: 'BENCH_LOCKED',
    expected: `the board ${board} for this run alone`,
    came:
      held === undefined
        ? 'others take it at this moment'
        : `process ${held.pid} has it (bench "${held.bench}")`,
    next: held === undefined ? 'try again' : `wait for it, or end it with "kill ${held.pid}"`,
  });
}
