import {
  runFlasher,
  type EndEvent,
  type FlasherClock,
  type FlasherEvent,
} from '@feierabend/flasher';
import type { SeededRandom } from '@feierabend/firmware-sim';
import { LinkError } from '@feierabend/protocol';

export interface FlasherRun {
  readonly argv: readonly string[];
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  readonly events: readonly FlasherEvent[];
  /** Of the last `end` event. */
  readonly result: Readonly<Record<string, unknown>>;
  /** Stable code of the error it ended with. */
  readonly errorCode: string | undefined;
}

/** Sees what a run reports, and may do something about it. */
export interface FlasherWatch {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: FlasherEvent) => void;
}

/** The flasher's command line, the same a person types, with what it printed. */
export class FlasherRuns {
  readonly #random: SeededRandom;
  readonly #clock: FlasherClock;

  constructor(random: SeededRandom, clock: FlasherClock) {
    this.#random = random;
    this.#clock = clock;
  }

  /** Runs to its end, whatever that is. */
  async run(argv: readonly string[], watch: FlasherWatch = {}): Promise<FlasherRun> {
    const { signal, onEvent } = watch;
    let [out, err] = ['', ''];
    const events: FlasherEvent[] = [];
    const exitCode = await runFlasher(argv, {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      ...(signal === undefined ? {} : { signal }),
      randomBytes: (count) => this.#random.bytes(count),
      clock: this.#clock,
      onEvent: (event) => {
        events.push(event);
        onEvent?.(event);
      },
    });
    const last = events.findLast((event): event is EndEvent => event.event === 'end');
    const result = (last?.result ?? {}) as FlasherRun['result'];
    return { argv, exitCode, out, err, events, result, errorCode: last?.error?.code };
  }

  /** The same, and it has to succeed. */
  async quiet(...argv: readonly string[]): Promise<FlasherRun> {
    const run = await this.run(argv);
    if (run.exitCode === 0) return run;
    throw new LinkError({
      code: 'FLASHER_STEP',
      expected: `"flasher ${argv.slice(0, 2).join(' ')}" to succeed`,
      came: `exit code ${run.exitCode}: ${run.err.trim().slice(-400)}`,
      next: 'read its message; the same command can be typed by hand',
    });
  }
}
