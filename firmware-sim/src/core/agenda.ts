import type { Cancel, Clock, Watchdog } from './ports.ts';

/** A part of the firmware that has something to do at a certain time. */
export interface AgendaItem {
  /** The uptime at which it wants {@link tick}; undefined when only an event can give it work. */
  dueUptimeMs(): number | undefined;
  /** Does what is due, and nothing when nothing is. */
  tick(): void;
}

interface AgendaParts {
  readonly watchdog?: Watchdog;
  readonly ram?: AgendaRam | undefined;
}

/** The wake-up that is under way. */
export interface AgendaRam {
  /** Infinity when there is none. */
  readonly armedMs: number;
  readonly cancel: Cancel | undefined;
}

/** An item that is due again at once was wrong about its time: it is asked again after this long. */
const againMs = 1_000;

/**
 * Sleeps until the next thing that can happen, and then lets every item look at the time, in the order given. An event can
 * bring that forward: after each, {@link Agenda.review} is to be called.
 *
 * **Invariant:** an item that is due is called no later than its time; it may be called earlier.
 */
export class Agenda {
  readonly #clock: Clock;
  readonly #items: readonly AgendaItem[];
  readonly #watchdog: Watchdog | undefined;
  #cancel: Cancel | undefined;
  #armedMs: number;

  constructor(clock: Clock, items: readonly AgendaItem[], parts: AgendaParts = {}) {
    this.#clock = clock;
    this.#items = items;
    this.#watchdog = parts.watchdog;
    this.#armedMs = parts.ram?.armedMs ?? Number.POSITIVE_INFINITY;
    this.#cancel = parts.ram?.cancel;
  }

  get ram(): AgendaRam {
    return { armedMs: this.#armedMs, cancel: this.#cancel };
  }

  /** What an event has made due is done at once, without a wake-up of its own. */
  review(): void {
    const nowMs = this.#clock.uptimeMs();
    const earliestMs = this.#earliestMs(nowMs);
    if (earliestMs <= nowMs) return this.#work();
    this.#arm(earliestMs);
    this.#feed();
  }

  /** The time it was armed for has come. */
  wake(): void {
    this.#armedMs = Number.POSITIVE_INFINITY;
    this.#cancel = undefined;
    this.#work();
  }

  #work(): void {
    for (const item of this.#items) item.tick();
    const nowMs = this.#clock.uptimeMs();
    const earliestMs = this.#earliestMs(nowMs);
    this.#arm(earliestMs > nowMs ? earliestMs : nowMs + againMs);
    this.#feed();
  }

  /** Not even a review makes up for a wake-up that did not come: its time stays what it was. */
  #feed(): void {
    this.#watchdog?.feed(this.#armedMs - this.#clock.uptimeMs());
  }

  /** A wake-up that has become too early stays: it does no harm, and moving it with each event costs more. */
  #arm(atMs: number): void {
    if (atMs >= this.#armedMs) return;
    this.#cancel?.();
    this.#armedMs = atMs;
    this.#cancel = this.#clock.after(atMs - this.#clock.uptimeMs(), () => this.wake());
  }

  /** The first that is found due by now is as good as the earliest. The last items are due most often. */
  #earliestMs(nowMs: number): number {
    let earliestMs = Number.POSITIVE_INFINITY;
    for (let i = this.#items.length - 1; i >= 0 && earliestMs > nowMs; i -= 1) {
      const dueMs = this.#items[i]?.dueUptimeMs();
      if (dueMs !== undefined && dueMs < earliestMs) earliestMs = dueMs;
    }
    return earliestMs;
  }
}
