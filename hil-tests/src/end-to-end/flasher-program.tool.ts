import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import type { EndEvent } from '@feierabend/flasher';
import { InternalError } from '@feierabend/protocol';

const script = fileURLToPath(new URL('../../../flasher/bin/flasher.js', import.meta.url));
const deadlineMs = 50_000;

export interface FlasherEnded {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `flasher` in a process of its own, as a person starts it. */
export class FlasherProgram {
  readonly ended: Promise<FlasherEnded>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  #stdout = '';

  constructor(argv: readonly string[]) {
    const child = spawn(process.execPath, [script, ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: deadlineMs,
    });
    this.#child = child;
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    this.ended = once(child, 'close').then(([exitCode]) => ({
      exitCode: exitCode as number | null,
      stdout: this.#stdout,
      stderr,
    }));
  }

  /** Resolves when the text stands in its output; rejects when it ends without. */
  printed(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (this.#stdout.includes(text)) resolve();
      };
      this.#child.stdout.on('data', look);
      this.#child.once('close', () => {
        reject(new InternalError(`the flasher ended and never printed ${text}`));
      });
      look();
    });
  }
}

/** The last event of a command that was run with `--json`. */
export function lastEvent({ stdout }: FlasherEnded): EndEvent {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as EndEvent;
}
