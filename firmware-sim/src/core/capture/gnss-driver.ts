import { EpochAssembler, type GnssEpoch, type GnssPosition } from '../../gnss/epoch.ts';
import { SentenceGuard, type GuardCounts } from '../../gnss/sentence-guard.ts';
import type { AgendaItem } from '../agenda.ts';
import { Odometer } from './odometer.ts';
import type { GateDecision, PolicyGate } from './policy-gate.ts';
import type { Clock } from '../ports.ts';
import type { TimeKeeper } from '../clock/time-keeper.ts';

/** A position that passed the gate. */
export interface GnssFix extends GnssPosition {
  readonly timeMs: number;
}

/** What the driver tells the rest of the firmware. */
export interface GnssListener {
  /** The receiver is alive: it said something sound. */
  heard(): void;
  fix(fix: GnssFix): void;
  /** The receiver had a position, the gate was closed, and the position is gone. */
  withheld(): void;
}

export interface GnssDriverParts {
  readonly clock: Clock;
  readonly time: TimeKeeper;
  readonly gate: PolicyGate;
  readonly listener: GnssListener;
  readonly ram?: GnssRam | undefined;
}

/** What the receiver has said so far, as far as it was heard. */
export interface GnssRam {
  readonly guard: SentenceGuard | undefined;
  readonly epochs: EpochAssembler | undefined;
  readonly odometer: Odometer | undefined;
  readonly rmcUptimeMs: number;
}

/** An epoch waits this long for the sentence that completes it. */
const holdMs = 1_000;

/**
 * Reads the receiver.
 *
 * **Invariant:** a position leaves this file only through `listener.fix`, and only when the gate is open for the second the
 * receiver gave it *and* for the second the device's own clock shows, for the same reason. What is refused is not kept
 * anywhere, not even as a last known position; only the time of the epoch is used. Where the gate has the distance counted,
 * that is done in here, and nothing but metres leaves.
 */
export class GnssDriver implements AgendaItem {
  /** These are made when there is something for them: many receivers rest for days. */
  #guard: SentenceGuard | undefined;
  #epochs: EpochAssembler | undefined;
  #odometer: Odometer | undefined;
  readonly #clock: Clock;
  readonly #time: TimeKeeper;
  readonly #gate: PolicyGate;
  readonly #listener: GnssListener;
  /** When the RMC of the epoch at hand arrived: that is the instant its time speaks of. */
  #rmcUptimeMs: number;

  constructor(parts: GnssDriverParts) {
    this.#clock = parts.clock;
    this.#time = parts.time;
    this.#gate = parts.gate;
    this.#listener = parts.listener;
    const { ram } = parts;
    this.#guard = ram?.guard;
    this.#epochs = ram?.epochs;
    this.#odometer = ram?.odometer;
    this.#rmcUptimeMs = ram?.rmcUptimeMs ?? 0;
  }

  get ram(): GnssRam {
    const [guard, epochs, odometer] = [this.#guard, this.#epochs, this.#odometer];
    return { guard, epochs, odometer, rmcUptimeMs: this.#rmcUptimeMs };
  }

  get counts(): GuardCounts {
    return (this.#guard ?? new SentenceGuard()).counts;
  }

  receive(bytes: Uint8Array): void {
    this.#time.tick();
    this.#guard ??= new SentenceGuard({ checksums: 'learned' });
    this.#epochs ??= new EpochAssembler();
    for (const sentence of this.#guard.push(bytes)) {
      this.#listener.heard();
      if (sentence.type === 'RMC') {
        this.#endEpoch();
        this.#rmcUptimeMs = this.#clock.uptimeMs();
      }
      this.#consider(this.#epochs.push(sentence));
    }
  }

  /** Takes what a receiver without NMEA text knows at this instant. */
  receiveEpoch(epoch: GnssEpoch): void {
    this.#listener.heard();
    this.#rmcUptimeMs = this.#clock.uptimeMs();
    this.#consider(epoch);
  }

  /** Metres since the last call, without a place. */
  takeDistanceM(): number {
    return this.#odometer?.take() ?? 0;
  }

  dueUptimeMs(): number | undefined {
    return this.#epochs?.isWaiting === true ? this.#rmcUptimeMs + holdMs : undefined;
  }

  /** An epoch does not wait for a receiver that fell silent. */
  tick(): void {
    if (this.#clock.uptimeMs() - this.#rmcUptimeMs >= holdMs) this.#endEpoch();
  }

  #endEpoch(): void {
    this.#consider(this.#epochs?.flush());
  }

  #consider(epoch: GnssEpoch | undefined): void {
    if (epoch?.valid !== true || epoch.position === undefined) return;
    const { timeMs, position } = epoch;
    // Before the epoch had a say in what time it is, and after.
    const before = this.#gate.now();
    this.#time.offer(timeMs, this.#rmcUptimeMs);
    const now = this.#gate.now();
    const then = this.#gate.at(Math.floor(timeMs / 1000));
    const isSame = before.name === now.name && now.name === then.name;
    if (isSame && isCounted(before) && isCounted(now) && isCounted(then)) {
      this.#odometer ??= new Odometer();
      this.#odometer.add(position, timeMs);
    } else this.#odometer?.pause();
    if (isSame && before.open && now.open && then.open) {
      const { latitudeE7, longitudeE7, altitudeM, speedKmh, courseDeg } = position;
      const { hdop, satellites } = position;
      this.#listener.fix({
        timeMs,
        latitudeE7,
        longitudeE7,
        altitudeM,
        speedKmh,
        courseDeg,
        hdop,
        satellites,
      });
    } else this.#listener.withheld();
  }
}

function isCounted(decision: GateDecision): boolean {
  return !decision.open && decision.counts;
}
