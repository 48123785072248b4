import type { AgendaItem } from '../agenda.ts';
import type { Clock } from '../ports.ts';

/** How often what is stored is looked through: frames that have outlived their retention, entries of the journal to send. */
const everyMs = 600_000;

export interface SweepRam {
  readonly dueMs: number | undefined;
}

/** Looks through what is stored, every so often and only while there is something. */
export class Sweep implements AgendaItem {
  readonly #clock: Clock;
  readonly #isNeeded: () => boolean;
  readonly #sweep: () => void;
  #dueMs: number | undefined;

  constructor(
    clock: Clock,
    parts: {
      readonly isNeeded: () => boolean;
      readonly sweep: () => void;
      readonly ram?: SweepRam | undefined;
    },
  ) {
    this.#clock = clock;
    this.#isNeeded = parts.isNeeded;
    this.#sweep = parts.sweep;
    this.#dueMs = parts.ram?.dueMs;
  }

  get ram(): SweepRam {
    return { dueMs: this.#dueMs };
  }

  dueUptimeMs(): number | undefined {
    if (!this.#isNeeded()) this.#dueMs = undefined;
    else this.#dueMs ??= this.#clock.uptimeMs() + everyMs;
    return this.#dueMs;
  }

  tick(): void {
    if (this.#dueMs === undefined || this.#clock.uptimeMs() < this.#dueMs) return;
    this.#dueMs = undefined;
    this.#sweep();
  }
}
