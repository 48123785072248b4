import type { TextSink } from '../io.ts';
import type { Fault, TestRecord } from '../record/run-record.ts';

/** One line per test as it ends; on a terminal also the one that runs, in place. */
export class RunProgress {
  readonly #sink: TextSink;

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  /** Until the first test has ended, half a minute may pass. */
  open(bench: string): void {
    if (this.#sink.isTTY === true) this.begin(`opening the bench ${bench}`);
    else this.#sink.write(`opening the bench ${bench}\n`);
  }

  begin(name: string): void {
    if (this.#sink.isTTY !== true) return;
    const width = Math.max(20, (this.#sink.columns ?? 80) - 1);
    this.#sink.write(`\r\u001B[K      ${name}`.slice(0, width + 5));
  }

  end({ outcome, suite, name, flaky, attempts, reason }: TestRecord): void {
    this.#clear();
    const seconds = attempts.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
    const time = attempts.length === 0 ? '' : ` ${seconds.toFixed(1)} s`;
    const word = flaky ? 'FLAKY' : outcome;
    this.#sink.write(`${word.padEnd(7)} ${suite}: ${name}${time}\n`);
    const fault = attempts.at(-1)?.fault;
    const why = fault?.message ?? reason;
    if (outcome !== 'PASS' && why !== undefined) {
      this.#sink.write(`        ${why.split('\n').slice(0, 3).join('\n        ')}\n`);
    }
  }

  /** What keeps the bench from every test that follows. */
  broken({ message, code }: Fault): void {
    this.#clear();
    this.#sink.write(`BENCH   ${message}${code === undefined ? '' : ` [${code}]`}\n`);
  }

  close(): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#sink.isTTY === true) this.#sink.write('\r\u001B[K');
  }
}
