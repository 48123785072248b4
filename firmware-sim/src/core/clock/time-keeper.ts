import type { AgendaItem } from '../agenda.ts';
import type { Clock, Rtc } from '../ports.ts';
import {
  agree,
  carriedMs,
  driftingMs,
  driftMs,
  jitterMs,
  uncertaintyAtMs,
} from './clock-reading.ts';
import type { ClockReading } from './clock-reading.ts';

/** How many consistent GNSS epochs in a row make the date trusted, and over how long at least. */
const epochsToTrust = 3;
const agreementMs = 2_000;
/** A date that may be wrong by more than this is not trusted: about a week without any reference. */
const uncertaintyMaxMs = 60_000;
/**
 * A receiver that starts cold counts leap seconds as it did when its firmware was made, until it has read the almanac,
 * which GPS repeats every 12.5 minutes (IS-GPS-200, 20.3.3.5.2.4).
 */
const almanacMs = 15 * 60_000;
const leapCountMs = 3_000;
/** How far behind a date that was written down a receiver may be and only be waited for. */
const waitedForMs = 300_000;
/** Network time is good to the day; it may hold trust back, and never gives it. */
const hintMs = 86_400_000;
/** How often the clock chip is set again while GNSS agrees. */
const rtcSetEveryMs = 3_600_000;

export type ClockState = 'untrusted' | 'trusted' | 'jumped';
/** What a state of the clock rests on. */
export type ClockSource = 'gnss' | 'rtc' | 'signed-time' | 'holdover' | 'before-boot';

export interface TimeKeeperOptions {
  readonly rtc?: Rtc | undefined;
  /** The latest date this device has noted in an earlier boot. */
  readonly earliestS?: number;
  /** The clock had jumped, and no signed time has come since. */
  readonly jumped?: boolean;
  /**
   * Called in the instant the state changes, and for every signed time, before anything rests on it: `movedS` is how far that
   * moved the date, in whole seconds; undefined where there was none.
   */
  readonly changed?: (state: ClockState, by: ClockSource, movedS?: number) => void;
  readonly ram?: TimeRam | undefined;
}

/** Readings that may become the date. */
interface Candidate {
  readonly last: ClockReading;
  readonly firstUptimeMs: number;
  readonly count: number;
}

export interface TimeRam {
  readonly earliestMs: number;
  readonly hint: ClockReading | undefined;
  readonly candidate: Candidate | undefined;
  readonly origin: ClockReading | undefined;
  readonly anchor: ClockReading | undefined;
  readonly rivals: readonly ClockReading[] | undefined;
  readonly rtcSetUptimeMs: number | undefined;
  readonly firstEpochUptimeMs: number | undefined;
  readonly shownMs: number;
  readonly jumped: boolean;
  readonly shownState: ClockState;
  readonly bootSource: ClockSource | undefined;
}

/**
 * Learns the date from GNSS and holds it with the oscillator, and with the clock chip while there is no power.
 *
 * **Invariant:** {@link nowMs} is undefined whenever there is doubt, and the policy gate closes on undefined. A GNSS time
 * that the crystals cannot explain is never followed, be it one leap or many small steps, and no date is believed that
 * lies before one this device has written down: the clock stays `jumped`, over boots, until {@link trust}.
 */
export class TimeKeeper implements AgendaItem {
  readonly #clock: Clock;
  readonly #rtc: Rtc | undefined;
  readonly #changed: (state: ClockState, by: ClockSource, movedS?: number) => void;
  #earliestMs: number;
  #hint: ClockReading | undefined;
  #candidate: Candidate | undefined;
  /** The first reading that was trusted: steps too small to be a leap may not add up against it. */
  #origin: ClockReading | undefined;
  /** The last reading that was trusted. */
  #anchor: ClockReading | undefined;
  /** What oscillator and clock chip say since they fell apart: one of the two is right, GNSS has to say which. */
  #rivals: readonly ClockReading[] | undefined;
  #rtcSetUptimeMs: number | undefined;
  #firstEpochUptimeMs: number | undefined;
  #shownMs = 0;
  #jumped: boolean;
  #shownState: ClockState = 'untrusted';
  /** What the state at boot rests on. */
  readonly bootSource: ClockSource | undefined;

  constructor(clock: Clock, options: TimeKeeperOptions = {}) {
    const { ram } = options;
    this.#clock = clock;
    this.#rtc = options.rtc;
    this.#changed = options.changed ?? (() => {});
    if (ram !== undefined) {
      this.#earliestMs = ram.earliestMs;
      this.#hint = ram.hint;
      this.#candidate = ram.candidate;
      this.#origin = ram.origin;
      this.#anchor = ram.anchor;
      this.#rivals = ram.rivals;
      this.#rtcSetUptimeMs = ram.rtcSetUptimeMs;
      this.#firstEpochUptimeMs = ram.firstEpochUptimeMs;
      this.#shownMs = ram.shownMs;
      this.#jumped = ram.jumped;
      this.#shownState = ram.shownState;
      this.bootSource = ram.bootSource;
      return;
    }
    this.#earliestMs = (options.earliestS ?? 0) * 1000;
    this.#jumped = options.jumped ?? false;
    this.#anchor = this.#jumped ? undefined : this.#readRtc();
    this.#origin = this.#anchor;
    this.#shownState = this.state;
    if (this.#jumped) this.bootSource = 'before-boot';
    else if (this.#shownState === 'trusted') this.bootSource = 'rtc';
  }

  get ram(): TimeRam {
    return {
      earliestMs: this.#earliestMs,
      hint: this.#hint,
      candidate: this.#candidate,
      origin: this.#origin,
      anchor: this.#anchor,
      rivals: this.#rivals,
      rtcSetUptimeMs: this.#rtcSetUptimeMs,
      firstEpochUptimeMs: this.#firstEpochUptimeMs,
      shownMs: this.#shownMs,
      jumped: this.#jumped,
      shownState: this.#shownState,
      bootSource: this.bootSource,
    };
  }

  get state(): ClockState {
    if (this.#jumped) return 'jumped';
    const anchor = this.#anchor;
    if (anchor === undefined || this.#rivals !== undefined) return 'untrusted';
    const uncertaintyMs = uncertaintyAtMs(anchor, this.#clock.uptimeMs());
    return uncertaintyMs < uncertaintyMaxMs ? 'trusted' : 'untrusted';
  }

  /** Milliseconds since 1970 (UTC, without leap seconds), or undefined in doubt. Goes back by a signed time only. */
  nowMs(): number | undefined {
    if (this.#anchor === undefined || this.state !== 'trusted') return undefined;
    this.#shownMs = Math.max(this.#shownMs, carriedMs(this.#anchor, this.#clock.uptimeMs()));
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

  /** When the date was last confirmed; undefined before it was first trusted. */
  get confirmedUptimeMs(): number | undefined {
    return this.#anchor?.uptimeMs;
  }

  /** When the date will have been carried on for too long. */
  dueUptimeMs(): number | undefined {
    if (this.#anchor === undefined || this.state !== 'trusted') return undefined;
    const { uptimeMs, uncertaintyMs } = this.#anchor;
    return uptimeMs + driftingMs(uncertaintyMaxMs - uncertaintyMs);
  }

  /**
   * To be called at every wake-up, before anything else: a date that was carried on for too long is trusted no more, nor is
   * one that the clock chip contradicts.
   */
  tick(): void {
    this.#show('holdover');
    if (this.#anchor === undefined || this.state !== 'trusted') return;
    const chip = this.#readRtc();
    if (chip === undefined || this.#explains(this.#anchor, chip)) return;
    this.#rivals = [this.#anchor, chip];
    this.#show('rtc');
  }

  /** Offers the time of a valid GNSS epoch and when it arrived. */
  offer(unixMs: number, uptimeMs = this.#clock.uptimeMs()): void {
    this.tick();
    if (this.#jumped) return;
    this.#firstEpochUptimeMs ??= uptimeMs;
    const reading = { unixMs, uptimeMs, uncertaintyMs: 0 };
    if (this.state === 'trusted') this.#follow(reading);
    else this.#collect(reading);
    this.#show('gnss');
  }

  /** Whether a signed time is certain enough. */
  canTrust(uncertaintyS: number): boolean {
    return signedUncertaintyMs(uncertaintyS) < uncertaintyMaxMs;
  }

  /**
   * Takes a time that was signed by those who may, whatever the receiver says and whatever was written down: the one way
   * out of `jumped`. Returns false, and changes nothing, when the time is too uncertain to be trusted.
   */
  trust({ timeS, uncertaintyS }: { timeS: number; uncertaintyS: number }): boolean {
    if (!this.canTrust(uncertaintyS)) return false;
    const uncertaintyMs = signedUncertaintyMs(uncertaintyS);
    const beforeMs = this.#anchor && carriedMs(this.#anchor, this.#clock.uptimeMs());
    this.#jumped = false;
    this.#candidate = undefined;
    this.#hint = undefined;
    this.#shownMs = 0;
    this.#earliestMs = timeS * 1000;
    this.#origin = undefined;
    this.#rtcSetUptimeMs = undefined;
    this.#accept({ unixMs: timeS * 1000, uptimeMs: this.#clock.uptimeMs(), uncertaintyMs });
    this.#shownState = this.state;
    const movedS = beforeMs === undefined ? undefined : timeS - Math.floor(beforeMs / 1000);
    this.#changed(this.#shownState, 'signed-time', movedS);
    return true;
  }

  /** Takes what an unauthenticated network says: a GNSS time far from it is not believed without a better reference. */
  hint(unixMs: number): void {
    this.#hint = { unixMs, uptimeMs: this.#clock.uptimeMs(), uncertaintyMs: hintMs };
  }

  /** What the clock chip says, when it has not stopped since this device set it and has not been turned back. */
  #readRtc(): ClockReading | undefined {
    const read = this.#rtc?.read();
    if (read === undefined || read.unixMs < read.setMs) return undefined;
    const uncertaintyMs = jitterMs + driftMs(read.unixMs - read.setMs);
    if (read.unixMs + uncertaintyMs < this.#earliestMs) return undefined;
    return { unixMs: read.unixMs, uptimeMs: this.#clock.uptimeMs(), uncertaintyMs };
  }

  #follow(reading: ClockReading): void {
    if (this.#explains(this.#anchor, reading) && this.#explains(this.#origin, reading)) {
      this.#accept(reading);
    } else {
      this.#jumped = true;
    }
  }

  #collect(reading: ClockReading): void {
    const before = this.#candidate;
    const follows = before !== undefined && this.#explains(before.last, reading);
    const firstUptimeMs = follows ? before.firstUptimeMs : reading.uptimeMs;
    const count = follows ? before.count + 1 : 1;
    this.#candidate = { last: reading, firstUptimeMs, count };
    if (count < epochsToTrust || reading.uptimeMs - firstUptimeMs < agreementMs) return;
    const behindMs = this.#earliestMs - reading.unixMs;
    const isExplained =
      this.#rivals?.some((rival) => this.#explains(rival, reading)) ??
      this.#explains(this.#anchor, reading);
    if (behindMs > waitedForMs || !isExplained) this.#jumped = true;
    else if (behindMs <= jitterMs && this.#isNearHint(reading)) this.#accept(reading);
  }

  #accept(reading: ClockReading): void {
    const { uptimeMs } = reading;
    // Of two rivals the wrong one may have been the origin.
    this.#origin = this.#rivals === undefined ? (this.#origin ?? reading) : reading;
    const isRtcDue =
      this.#rivals !== undefined || uptimeMs - (this.#rtcSetUptimeMs ?? -Infinity) >= rtcSetEveryMs;
    this.#anchor = reading;
    this.#rivals = undefined;
    this.#candidate = undefined;
    if (!isRtcDue) return;
    this.#rtcSetUptimeMs = uptimeMs;
    this.#rtc?.set(carriedMs(reading, this.#clock.uptimeMs()));
  }

  /** Whether drift, jitter and a late leap-second count explain a reading; without a reference there is nothing to explain. */
  #explains(before: ClockReading | undefined, after: ClockReading): boolean {
    if (before === undefined) return true;
    const settledUptimeMs = (this.#firstEpochUptimeMs ?? after.uptimeMs) + almanacMs;
    return agree(before, after, jitterMs + (before.uptimeMs < settledUptimeMs ? leapCountMs : 0));
  }

  #isNearHint(reading: ClockReading): boolean {
    return this.#hint === undefined || agree(this.#hint, reading);
  }

  #show(by: ClockSource): void {
    const { state } = this;
    if (state === this.#shownState) return;
    this.#shownState = state;
    this.#changed(state, by);
  }
}

/** The signed second may be any part of it old. */
function signedUncertaintyMs(uncertaintyS: number): number {
  return (uncertaintyS + 1) * 1000;
}
