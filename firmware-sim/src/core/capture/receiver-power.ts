import type { AgendaItem } from '../agenda.ts';
import type { TimeKeeper } from '../clock/time-keeper.ts';
import type { Clock } from '../ports.ts';
import type { GateDecision, PolicyGate } from './policy-gate.ts';

/** How long the receiver may look for the time before it rests. */
const searchMs = 180_000;
const restMs = 900_000;
/** While a call for help waits for its date, the receiver does not rest for this long. */
const callSearchMs = 1_800_000;
/** Outside the windows the oscillator is compared with GNSS time this often. */
const confirmEveryMs = 24 * 3_600_000;

export interface ReceiverPowerRam {
  readonly searchSinceMs: number | undefined;
}

/**
 * Says when the receiver needs power: in an open window, with rests between fixes that are far apart, and outside it only to
 * learn the time. What it sees of a place then
 * ends in the driver.
 */
export class ReceiverPower implements AgendaItem {
  readonly #clock: Clock;
  readonly #time: TimeKeeper;
  readonly #gate: PolicyGate;
  readonly #neededFromMs: () => number | undefined;
  readonly #calledMs: () => number | undefined;
  readonly #switch: (on: boolean) => void;
  #on = false;
  /** When the device began to want the time. */
  #searchSinceMs: number | undefined;

  constructor(parts: {
    clock: Clock;
    time: TimeKeeper;
    gate: PolicyGate;
    /** The uptime from which an open window needs a position; undefined for at once. */
    neededFromMs: () => number | undefined;
    /** The uptime of a call for help that has places as soon as the time is known; undefined without one. */
    calledMs?: () => number | undefined;
    /** Switches the supply of the receiver. */
    switch: (on: boolean) => void;
    ram?: ReceiverPowerRam | undefined;
  }) {
    this.#clock = parts.clock;
    this.#time = parts.time;
    this.#gate = parts.gate;
    this.#neededFromMs = parts.neededFromMs;
    this.#calledMs = parts.calledMs ?? (() => undefined);
    this.#switch = parts.switch;
    this.#searchSinceMs = parts.ram?.searchSinceMs;
  }

  /** Undefined while the receiver runs. */
  get ram(): ReceiverPowerRam | undefined {
    return this.#on ? undefined : { searchSinceMs: this.#searchSinceMs };
  }

  get on(): boolean {
    return this.#on;
  }

  dueUptimeMs(): number | undefined {
    const nowMs = this.#clock.uptimeMs();
    const mode = this.#gate.now();
    if (this.#wants(nowMs, mode) !== this.#on) return nowMs;
    if (mode.open && !this.#on) return this.#neededFromMs();
    if (this.#searchSinceMs === undefined) return this.#confirmDueMs();
    const calledMs = this.#calledMs();
    if (calledMs !== undefined && nowMs < calledMs + callSearchMs) return calledMs + callSearchMs;
    const phaseMs = (nowMs - this.#searchSinceMs) % (searchMs + restMs);
    return nowMs - phaseMs + (phaseMs < searchMs ? searchMs : searchMs + restMs);
  }

  tick(): void {
    const nowMs = this.#clock.uptimeMs();
    if (!this.#needsTime(nowMs)) this.#searchSinceMs = undefined;
    else this.#searchSinceMs ??= nowMs;
    const wants = this.#wants(nowMs, this.#gate.now());
    if (wants === this.#on) return;
    this.#on = wants;
    this.#switch(wants);
  }

  #wants(nowMs: number, mode: GateDecision): boolean {
    if (mode.open) return nowMs >= (this.#neededFromMs() ?? nowMs);
    // Where metres are counted, it runs all the time.
    if (mode.counts) return true;
    if (!this.#needsTime(nowMs)) return false;
    const calledMs = this.#calledMs();
    if (calledMs !== undefined && nowMs < calledMs + callSearchMs) return true;
    return (nowMs - (this.#searchSinceMs ?? nowMs)) % (searchMs + restMs) < searchMs;
  }

  /** A clock that has jumped believes no receiver any more. */
  #needsTime(nowMs: number): boolean {
    if (this.#time.state === 'untrusted') return true;
    const dueMs = this.#confirmDueMs();
    return dueMs !== undefined && nowMs >= dueMs;
  }

  #confirmDueMs(): number | undefined {
    if (this.#time.state !== 'trusted') return undefined;
    return (this.#time.confirmedUptimeMs ?? 0) + confirmEveryMs;
  }
}
