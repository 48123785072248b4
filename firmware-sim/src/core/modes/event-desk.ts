import type { TrackerEvent, TrackerRecord } from '@feierabend/protocol';

import type { AgendaItem } from '../agenda.ts';
import type { TimeKeeper } from '../clock/time-keeper.ts';
import type { Clock } from '../ports.ts';

/** An event waits this long for the time, which is the shortest reporting interval there is in a usual policy. */
const waitMs = 60_000;
/** More than these have not happened, but repeat themselves. */
const pendingMax = 16;
/** An alert that repeats itself is told once in this time; the journal has every one of them. */
const alertEveryMs = 3_600_000;

export interface EventDeskParts {
  readonly clock: Clock;
  readonly time: TimeKeeper;
  /** Seals, stores and sends; false when it could not. */
  readonly send: (record: TrackerRecord, nowS: number) => boolean;
  readonly ram?: EventRam | undefined;
}

/** When each event was raised last. */
export type EventRam = readonly (readonly [TrackerEvent, number])[];

interface Pending {
  readonly event: TrackerEvent;
  readonly uptimeMs: number;
  /** It could not be stored, and is tried again at this uptime. */
  readonly againMs?: number;
}

/**
 * What happened, told on a channel of its own.
 *
 * **Invariant:** an event never waits for a window and never has a place. Without a trusted time it goes out after a minute, a
 * call for help at once, with the time zero: unknown.
 */
export class EventDesk implements AgendaItem {
  readonly #parts: EventDeskParts;
  readonly #lastMs: Map<TrackerEvent, number>;
  #pending: readonly Pending[] = [];

  constructor(parts: EventDeskParts) {
    this.#parts = parts;
    this.#lastMs = new Map(parts.ram);
  }

  /** Undefined while something waits to be told. */
  get ram(): EventRam | undefined {
    return this.#pending.length > 0 ? undefined : [...this.#lastMs];
  }

  raise(event: TrackerEvent): void {
    const uptimeMs = this.#parts.clock.uptimeMs();
    const lastMs = this.#lastMs.get(event);
    const isRepeated = lastMs !== undefined && uptimeMs - lastMs < alertEveryMs;
    if (event === 'security-alert' && isRepeated) return;
    this.#lastMs.set(event, uptimeMs);
    this.#pending = [...this.#pending, { event, uptimeMs }].slice(-pendingMax);
    this.tick();
  }

  dueUptimeMs(): number | undefined {
    if (this.#pending.length === 0) return undefined;
    const dueMs = this.#pending.map((one) => this.#dueMs(one));
    return Math.min(...dueMs);
  }

  tick(): void {
    if (this.#pending.length === 0) return;
    const nowMs = this.#parts.clock.uptimeMs();
    this.#pending = this.#pending.flatMap((one) => {
      if (nowMs < this.#dueMs(one)) return [one];
      return this.#tell(one) ? [] : [{ ...one, againMs: nowMs + waitMs }];
    });
  }

  #dueMs({ event, uptimeMs, againMs }: Pending): number {
    if (againMs !== undefined) return againMs;
    const isDated = this.#parts.time.nowS() !== undefined;
    return isDated || event === 'sos' ? uptimeMs : uptimeMs + waitMs;
  }

  #tell({ event, uptimeMs }: Pending): boolean {
    const { time, send } = this.#parts;
    const timeS = time.atUptimeS(uptimeMs) ?? 0;
    return send({ kind: 'event', timeS, event }, time.nowS() ?? 0);
  }
}
