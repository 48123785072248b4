import type { AgendaItem } from '../agenda.ts';
import type { Clock } from '../ports.ts';

/** What anybody can cause as often as they like, without a signature. */
export type RepeatCause = 'tamper' | 'private-switch' | 'instruction-refused' | 'sos' | 'boot';

/** While so many entries of the journal wait for a reader, what repeats itself is told once in this time. */
const steps = [
  { unread: 512, everyMs: 86_400_000 },
  { unread: 256, everyMs: 3_600_000 },
] as const;

export interface Repeats {
  /** Uptime at which it was told last. */
  readonly toldMs: number;
  /** How often it happened since then. */
  readonly count: number;
  /** Uptime at which it happened last; of no meaning while the count is 0. */
  readonly lastMs: number;
}

export type RepeatRam = readonly (readonly [RepeatCause, Repeats])[];

export interface RepeatLimitParts {
  readonly clock: Clock;
  /** How many entries of the journal wait for a reader. */
  readonly unread: () => number;
  /** Tells of what was only counted. */
  readonly tell: (cause: RepeatCause, repeats: Repeats) => void;
  readonly ram?: RepeatRam | undefined;
}

/**
 * The more of a journal nobody has read, the more seldom it tells of what repeats itself; in between that is counted
 * (docs/decisions/0009-what-repeats-itself.md).
 *
 * **Invariant:** what happens once in the time of a step is told at once, however full the journal is.
 */
export class RepeatLimit implements AgendaItem {
  readonly #parts: RepeatLimitParts;
  readonly #causes: Map<RepeatCause, Repeats>;

  constructor(parts: RepeatLimitParts) {
    this.#parts = parts;
    this.#causes = new Map(parts.ram);
  }

  get ram(): RepeatRam {
    return [...this.#causes];
  }

  /** True when it is to be told now; otherwise it is counted. */
  happened(cause: RepeatCause): boolean {
    const nowMs = this.#parts.clock.uptimeMs();
    const { toldMs, count } = this.#causes.get(cause) ?? { toldMs: -Infinity, count: 0 };
    const isTold = count === 0 && nowMs - toldMs >= this.#everyMs;
    this.#causes.set(cause, {
      toldMs: isTold ? nowMs : toldMs,
      count: isTold ? 0 : count + 1,
      lastMs: nowMs,
    });
    return isTold;
  }

  /** What a boot before this one has counted. */
  resume(cause: RepeatCause, repeats: Repeats): void {
    this.#causes.set(cause, repeats);
  }

  /** Whether it happened and was not told of yet. */
  isHeld(cause: RepeatCause): boolean {
    return (this.#causes.get(cause)?.count ?? 0) > 0;
  }

  dueUptimeMs(): number | undefined {
    let dueMs: number | undefined;
    for (const { toldMs, count } of this.#causes.values()) {
      if (count > 0) dueMs = Math.min(dueMs ?? Infinity, toldMs + this.#everyMs);
    }
    return dueMs;
  }

  tick(): void {
    const nowMs = this.#parts.clock.uptimeMs();
    for (const [cause, repeats] of this.#causes) {
      if (repeats.count === 0 || nowMs < repeats.toldMs + this.#everyMs) continue;
      this.#causes.set(cause, { toldMs: nowMs, count: 0, lastMs: repeats.lastMs });
      this.#parts.tell(cause, repeats);
    }
  }

  get #everyMs(): number {
    const unread = this.#parts.unread();
    return steps.find((step) => unread >= step.unread)?.everyMs ?? 0;
  }
}
