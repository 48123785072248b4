import { runFlasher, type EndEvent } from '@feierabend/flasher';
import type { SeededRandom } from '@feierabend/firmware-sim';
import { LinkError } from '@feierabend/protocol';

import type { TextSink } from '../io.ts';

export interface FlasherStepsOptions {
  readonly random: SeededRandom;
  /** Shown as `$RUN`, because its name is long and different in every run. */
  readonly runFolder: string;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly signal: AbortSignal;
}

/** Runs the flasher's command line, the same a person types, and hands back what its last event reports. */
export class FlasherSteps {
  readonly #options: FlasherStepsOptions;

  constructor(options: FlasherStepsOptions) {
    this.#options = options;
  }

  /** A step the reader sees: the command, then what it prints. */
  async show(...argv: readonly string[]): Promise<FlasherResult> {
    this.#say(argv);
    return this.#run(argv, this.#options.stdout);
  }

  /** A step the reader sees in short: the command, and the last line of each of its parts. */
  async brief(...argv: readonly string[]): Promise<FlasherResult> {
    this.#say(argv);
    const done = await this.quiet(...argv);
    const lines = done.ends.flatMap(({ text }) => text.at(-1) ?? []);
    this.#options.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return done;
  }

  /** A step of preparation that prints nothing. */
  quiet(...argv: readonly string[]): Promise<FlasherResult> {
    return this.#run(argv, { write: () => true });
  }

  #say(argv: readonly string[]): void {
    const { runFolder, stdout } = this.#options;
    const words = argv.map((word) => quoted(word.replace(runFolder, '$RUN')));
    stdout.write(`\n$ flasher ${words.join(' ')}\n`);
  }

  async #run(argv: readonly string[], stdout: TextSink): Promise<FlasherResult> {
    const { random, stderr, signal } = this.#options;
    signal.throwIfAborted();
    const ends: EndEvent[] = [];
    let rate: number | null = null;
    const exitCode = await runFlasher(argv, {
      stdout,
      stderr,
      signal,
      randomBytes: (count) => random.bytes(count),
      onEvent: (event) => {
        if (event.event === 'end') ends.push(event);
        if (event.event === 'progress') rate = event.linkPercent;
      },
    });
    const last = ends.at(-1);
    if (exitCode !== 0 || last === undefined) throw new StepFailure(argv, exitCode, last);
    return { ends, linkPercent: rate, result: last.result as Readonly<Record<string, unknown>> };
  }
}

export interface FlasherResult {
  readonly ends: readonly EndEvent[];
  /** Last rate the progress showed, as a share of what the line carries. */
  readonly linkPercent: number | null;
  readonly result: Readonly<Record<string, unknown>>;
}

/** A step that did not succeed; the run ends with the exit code of the step. */
export class StepFailure extends LinkError {
  readonly exitCode: number;

  constructor(argv: readonly string[], exitCode: number, end: EndEvent | undefined) {
    super({
      code: 'DEMO_STEP',
      expected: `"flasher ${argv.slice(0, 2).join(' ')}" to succeed`,
      came: `it ended with exit code ${exitCode}${end?.error ? ` (${end.error.code})` : ''}`,
      next: 'read its message above',
    });
    this.exitCode = exitCode;
  }
}

function quoted(word: string): string {
  return /^[\w$./:=+-]+$/u.test(word) ? word : `"${word}"`;
}
