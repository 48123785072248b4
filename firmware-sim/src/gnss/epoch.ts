import type { PositionE7 } from './feed.ts';
import { readGga } from './gga.ts';
import type { GgaReading, RmcReading } from './readings.ts';
import { readRmc } from './rmc.ts';
import type { GuardedSentence } from './sentence.ts';

/** What the receiver knows at one instant. */
export interface GnssEpoch {
  /** Unix time in milliseconds, from the time and date of RMC. */
  readonly timeMs: number;
  /** True exactly when there is a position. */
  readonly valid: boolean;
  readonly position?: GnssPosition;
}

export interface GnssPosition extends PositionE7 {
  readonly altitudeM?: number | undefined;
  readonly speedKmh?: number | undefined;
  /** Course over ground, 0 to below 360; receivers leave it out at rest. */
  readonly courseDeg?: number | undefined;
  readonly hdop?: number | undefined;
  /** Satellites used in the fix. */
  readonly satellites?: number | undefined;
}

/**
 * Joins an RMC reading with the GGA of the same instant. Where the two disagree about the fix there
 * is none. Undefined when the receiver does not know its time.
 */
function combineEpoch(rmc: RmcReading, gga: GgaReading | undefined): GnssEpoch | undefined {
  if (rmc.timeMs === undefined) return undefined;
  const { timeMs, fix } = rmc;
  if (fix === undefined || gga?.hasFix === false) return { timeMs, valid: false };
  const { latitudeE7, longitudeE7, speedKmh, courseDeg } = fix;
  const altitudeM = gga?.detail.altitudeM;
  const hdop = gga?.detail.hdop;
  const satellites = gga?.detail.satellites;
  const position = { latitudeE7, longitudeE7, altitudeM, speedKmh, courseDeg, hdop, satellites };
  return { timeMs, valid: true, position };
}

export interface AssemblerCounts {
  /** Epochs with a position. */
  readonly valid: number;
  /** Epochs with a time, but no fix. */
  readonly noFix: number;
  /** RMC sentences without time or date: the receiver is alive and knows nothing yet. */
  readonly untimed: number;
}

/**
 * Makes one epoch of every RMC, with altitude, HDOP and satellites of the GGA that bears the same
 * time, on whichever side of the RMC it comes. A valid RMC without a GGA before it waits for the
 * next sentence that bears a time.
 */
export class EpochAssembler {
  #gga: GgaReading | undefined;
  #waiting: RmcReading | undefined;
  #valid = 0;
  #noFix = 0;
  #untimed = 0;

  get counts(): AssemblerCounts {
    return { valid: this.#valid, noFix: this.#noFix, untimed: this.#untimed };
  }

  /** Whether an RMC waits for its GGA. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  push(sentence: GuardedSentence): GnssEpoch | undefined {
    if (sentence.talker === 'P') return undefined;
    if (sentence.type === 'RMC') return this.#pushRmc(readRmc(sentence));
    if (sentence.type === 'GGA') return this.#pushGga(readGga(sentence));
    return undefined;
  }

  /**
   * Gives the epoch that still waits for its GGA: the stream ended, or the receiver fell silent.
   */
  flush(): GnssEpoch | undefined {
    const rmc = this.#waiting;
    this.#waiting = undefined;
    return rmc === undefined ? undefined : this.#emit(rmc, undefined);
  }

  #pushRmc(rmc: RmcReading): GnssEpoch | undefined {
    const earlier = this.flush();
    const gga = this.#gga?.timeOfDayMs === rmc.timeOfDayMs ? this.#gga : undefined;
    if (earlier === undefined && (rmc.fix === undefined || gga !== undefined)) {
      return this.#emit(rmc, gga);
    }
    // One sentence gives at most one epoch, so an RMC without a fix also waits when another one was
    // waiting.
    this.#waiting = rmc;
    return earlier;
  }

  #pushGga(gga: GgaReading | undefined): GnssEpoch | undefined {
    if (gga === undefined) return undefined;
    const rmc = this.#waiting;
    if (rmc === undefined) {
      if (gga.timeOfDayMs !== this.#gga?.timeOfDayMs || isBetter(gga, this.#gga)) this.#gga = gga;
      return undefined;
    }
    this.#waiting = undefined;
    if (rmc.timeOfDayMs === gga.timeOfDayMs) return this.#emit(rmc, gga);
    const epoch = this.#emit(rmc, undefined);
    this.#gga = gga;
    return epoch;
  }

  #emit(rmc: RmcReading, gga: GgaReading | undefined): GnssEpoch | undefined {
    this.#gga = undefined;
    const epoch = combineEpoch(rmc, gga);
    if (epoch === undefined) this.#untimed += 1;
    else if (epoch.valid) this.#valid += 1;
    else this.#noFix += 1;
    return epoch;
  }
}

/**
 * Some receivers send a GGA per satellite system; the one with the most satellites speaks for the
 * fix.
 */
function isBetter(candidate: GgaReading, than: GgaReading): boolean {
  return candidate.hasFix && (candidate.detail.satellites ?? 0) > (than.detail.satellites ?? 0);
}
