import type { Writable } from 'node:stream';

/**
 * Standard output that could not be written, such as on a full disk. A reader that goes away early is no fault: what a command
 * does goes on, and its files are written all the same.
 */
export class LostOutput {
  readonly #stdout: Writable;
  readonly #stderr: Writable;
  /** The first reason: what came after is its consequence. */
  #cause: NodeJS.ErrnoException | undefined;

  constructor(stdout: Writable, stderr: Writable) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    // There is nowhere left to tell of it, and the exit code stands.
    stderr.on('error', () => undefined);
    stdout.on('error', (error) => (this.#cause ??= error));
  }

  /** Resolves when what was written last has left, or is lost: then it is told, and a code of the command's own stands. */
  async exitCode(program: string, code: number, lostCode: number): Promise<number> {
    await new Promise((resolve) => this.#stdout.write('', resolve));
    const cause = this.#cause;
    if (cause === undefined || cause.code === 'EPIPE') return code;
    this.#stderr.write(`${program}: standard output was lost: ${cause.message} [OUTPUT_LOST]\n`);
    return code === 0 ? lostCode : code;
  }
}
