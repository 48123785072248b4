import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';

import { LinkError } from '@feierabend/protocol';

/** `socat` makes the terminal before it reads: this is for machines that are very busy. */
const readyDeadlineMs = 5_000;
const pollMs = 10;

/**
 * A pseudo-terminal by path, made by `socat` as a child process, for programs that insist on opening a serial port. It has no
 * modem lines, and any baud rate is accepted and ignored.
 */
export class PseudoTerminal {
  readonly path: string;
  readonly #child: ChildProcess;

  private constructor(path: string, child: ChildProcess) {
    this.path = path;
    this.#child = child;
  }

  /** Makes the terminal at `path` (a symbolic link that socat removes again). */
  static async open(path: string, onBytes: (bytes: Uint8Array) => void): Promise<PseudoTerminal> {
    // Socat would replace what lies there.
    if (existsSync(path)) throw fault('PTY_EXISTS', path, 'there is something at that path');
    const child = spawn('socat', ['-', `PTY,link=${path},rawer`], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const started = { ended: false, cause: undefined as unknown };
    child.once('error', (cause) => Object.assign(started, { ended: true, cause }));
    child.once('exit', () => Object.assign(started, { ended: true }));
    child.stdin.on('error', () => {});
    child.stdout.on('data', (chunk: Buffer) => onBytes(chunk));
    const terminal = new PseudoTerminal(path, child);
    for (let waitedMs = 0; !existsSync(path); waitedMs += pollMs) {
      if (started.ended || waitedMs >= readyDeadlineMs) {
        if (!started.ended) await terminal.close();
        throw fault('PTY_UNAVAILABLE', path, 'it is not installed, or it ended at once', started);
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    return terminal;
  }

  write(bytes: Uint8Array): void {
    this.#child.stdin?.write(bytes);
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill();
    await gone;
  }
}

function fault(
  code: string,
  path: string,
  came: string,
  { cause }: { readonly cause: unknown } = { cause: undefined },
): LinkError {
  return new LinkError({
    code,
    expected: `socat to make a pseudo-terminal at ${path}`,
    came,
    next: 'choose a free path and install socat, or use --serial with a socket path, which needs nothing',
    ...(cause === undefined ? {} : { cause }),
  });
}
