import type { HilIo } from '../io.ts';
import type { Mutant } from '../mutants/mutants-record.ts';
import { mutantLine, progressText } from '../mutants/mutants-text.ts';

/** A line for each defect as soon as it is done with; on a terminal also what runs, and how long it may take. */
export class MutantsProgress {
  readonly #io: Pick<HilIo, 'stderr' | 'now'>;
  readonly #all: number;
  readonly #startedMs: number;
  #done = 0;

  constructor(io: Pick<HilIo, 'stderr' | 'now'>, all: number) {
    this.#io = io;
    this.#all = all;
    this.#startedMs = io.now();
  }

  begin(trial: string, test: string): void {
    const { stderr } = this.#io;
    if (stderr.isTTY !== true) return;
    const width = Math.max(20, (stderr.columns ?? 80) - 1);
    stderr.write(`\r\u001B[K${`${this.#text()}  ${trial}  ${test}`.slice(0, width)}`);
  }

  end(mutant: Mutant): void {
    this.close();
    this.#done += 1;
    this.#io.stderr.write(`${mutantLine(mutant)}  [${this.#text()}]\n`);
  }

  close(): void {
    if (this.#io.stderr.isTTY === true) this.#io.stderr.write('\r\u001B[K');
  }

  #text(): string {
    return progressText(this.#done, this.#all, this.#io.now() - this.#startedMs);
  }
}
