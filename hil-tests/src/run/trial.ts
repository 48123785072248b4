import type { Defect } from '../mutants/defect.ts';
import { currentStation } from '../station/current-station.ts';
import type { Station } from '../station/station.ts';

/** One firmware that the suites are tried on; plain data only. */
export interface Trial {
  /** Absent: firmware as it should be. */
  readonly defect?: Defect;
  /** Suites, and ids of tests, that come first. */
  readonly first: readonly string[];
  /** Whether all others follow. */
  readonly rest: boolean;
}

/** A trial in the worker, from its declaration to its end. */
export class OpenTrial {
  readonly #trial: Trial;
  #station: Promise<Station> | undefined;
  #isOver = false;
  #wants: (id: string) => boolean = () => true;

  constructor(trial: Trial) {
    this.#trial = trial;
  }

  get defect(): Defect | undefined {
    return this.#trial.defect;
  }

  /** The defect is found: no further test is needed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Has the tests declared: those that come first, then the others. */
  static declare(trial: OpenTrial, all: () => void): void {
    const { first, rest } = trial.#trial;
    declaring = trial;
    try {
      const isFirst = (id: string) => first.some((one) => one === id || id.startsWith(`${one}/`));
      trial.#wants = isFirst;
      all();
      trial.#wants = (id) => !isFirst(id);
      if (rest) all();
    } finally {
      declaring = undefined;
    }
  }

  wants(id: string): boolean {
    return this.#wants(id);
  }

  /** The bench of the run, with the firmware of this trial. */
  station(): Promise<Station> {
    const { defect } = this.#trial;
    this.#station ??= currentStation().then((station) => station.withDefect(defect));
    return this.#station;
  }

  /** A failure of the product is what was looked for; a bench that breaks tells nothing. */
  ended(outcome: string | undefined): void {
    if (this.defect !== undefined) this.#isOver ||= outcome === 'FAIL' || outcome === 'TIMEOUT';
  }

  /** A test that was given up may still hold what it got. */
  async close(): Promise<void> {
    const station = await this.#station?.catch(() => undefined);
    await station?.endTest({});
  }
}

let declaring: OpenTrial | undefined;

/** The trial whose tests are being declared; undefined in an ordinary run. */
export function declaringTrial(): OpenTrial | undefined {
  return declaring;
}
