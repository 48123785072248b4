import type { Clock } from '../ports.ts';

/** How many consistent GNSS epochs in a row make the date trusted. */
const epochsToTrust = 3;
/** An epoch may be late or early against the oscillator by this much. */
const jitterMs = 1_500;
/** Worst drift of an uncompensated crystal over temperature, in parts per million. */
const driftPpm = 100;

export type ClockState = 'untrusted' | 'trusted' | 'jumped';

interface Reading {
  readonly unixMs: number;
  readonly uptimeMs: number;
}

/**
 * Learns the date from GNSS and holds it with the oscillator.
 *
 * **Invariant:** {@link nowMs} is undefined whenever there is doubt, and the policy gate closes on undefined. A GNSS time
 * that the oscillator cannot explain is never followed, be it one leap or many small steps, and no date is believed that
 * lies before one this device has written down: the clock stays `jumped`, and the device closed, until the next boot.
 */
export class TimeKeeper {
  readonly #clock: Clock;
  readonly #earliestMs: number;
  #candidate: (Reading & { readonly count: number }) | undefined;
  /** The first reading that was trusted: steps too small to be a leap may not add up against it. */
  #origin: Reading | undefined;
  /** The last reading that was trusted. */
  #anchor: Reading | undefined;
  #shownMs = 0;
  #jumped = false;

  /** `earliestS` is the latest date this device has noted in an earlier boot. */
  constructor(clock: Clock, earliestS = 0) {
    this.#clock = clock;
    this.#earliestMs = earliestS * 1000;
  }

  get state(): ClockState {
    if (this.#jumped) return 'jumped';
    return this.#anchor === undefined ? 'untrusted' : 'trusted';
  }

  /** Milliseconds since 1970 (UTC, without leap seconds), or undefined in doubt. Never goes back. */
  nowMs(): number | undefined {
    if (this.#anchor === undefined || this.#jumped) return undefined;
    const nowMs = this.#anchor.unixMs + this.#clock.uptimeMs() - this.#anchor.uptimeMs;
    this.#shownMs = Math.max(this.#shownMs, nowMs);
    return this.#shownMs;
  }

  /** Whole seconds of {@link nowMs}. */
  nowS(): number | undefined {
    const nowMs = this.nowMs();
    return nowMs === undefined ? undefined : Math.floor(nowMs / 1000);
  }

  /** What the date was at an uptime, while the clock is trusted. */
  atUptimeS(uptimeMs: number): number | undefined {
    const nowMs = this.nowMs();
    if (nowMs === undefined) return undefined;
    return Math.floor((nowMs + uptimeMs - this.#clock.uptimeMs()) / 1000);
  }

  /** The uptime at which the date is `timeS`, as the clock goes now; undefined in doubt. */
  uptimeMsOf(timeS: number): number | undefined {
    const nowMs = this.nowMs();
    return nowMs === undefined ? undefined : this.#clock.uptimeMs() + timeS * 1000 - nowMs;
  }

  /** When GNSS last confirmed the date; undefined before it was first trusted. */
  get confirmedUptimeMs(): number | undefined {
    return this.#anchor?.uptimeMs;
  }

  /** Offers the time of a valid GNSS epoch and when it arrived. */
  offer(unixMs: number, uptimeMs = this.#clock.uptimeMs()): void {
    if (this.#jumped) return;
    const reading = { unixMs, uptimeMs };
    if (this.#anchor !== undefined && this.#origin !== undefined) {
      if (agrees(this.#anchor, reading) && agrees(this.#origin, reading)) this.#anchor = reading;
      else this.#jumped = true;
      return;
    }
    const last = this.#candidate;
    const count = last !== undefined && agrees(last, reading) ? last.count + 1 : 1;
    this.#candidate = { ...reading, count };
    if (count < epochsToTrust) return;
    if (unixMs < this.#earliestMs) {
      this.#jumped = true;
      return;
    }
    this.#origin = reading;
    this.#anchor = reading;
  }
}

function agrees(before: Reading, { unixMs, uptimeMs }: Reading): boolean {
  const elapsedMs = uptimeMs - before.uptimeMs;
  const toleranceMs = jitterMs + (elapsedMs * driftPpm) / 1_000_000;
  return Math.abs(unixMs - before.unixMs - elapsedMs) <= toleranceMs;
}
