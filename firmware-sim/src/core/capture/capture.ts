import {
  coarsen,
  type CoarseState,
  type CompiledPolicy,
  type TrackerRecord,
} from '@feierabend/protocol';

import type { GnssFix } from './gnss-driver.ts';

/** Faster than this is driving: above the noise of a standing receiver. */
const movingKmh = 5;
/** A receiver rests between fixes that are at least this far apart, and starts this long before the next one. */
const restIntervalMinS = 20;
const hotStartS = 1;
/** Without a position for this long in an open window, the gap is reported as `no-fix`. */
const searchTimeoutS = 60;

/** How often and how exactly: of a policy, or of a call for help. */
export type CaptureRule = Pick<CompiledPolicy, 'intervals' | 'precisionM' | 'fields'>;

/**
 * Chooses which fixes become records: the interval of the policy for moving and for parked, never below the floor, and
 * coarsened before anything else sees them.
 *
 * **Invariant:** lives for one open window; a new window starts with a new object and remembers no place.
 */
export class Capture {
  readonly #rule: CaptureRule;
  #startedS: number;
  #coarse: CoarseState | undefined;
  #lastFixS: number | undefined;
  #lastMoving = false;
  #searchSinceS: number;

  constructor(rule: CaptureRule, startedS: number) {
    this.#rule = rule;
    this.#startedS = startedS;
    this.#searchSinceS = startedS;
  }

  /** A record for this fix, or undefined when it is not due. */
  fix(fix: GnssFix): TrackerRecord | undefined {
    const timeS = Math.floor(fix.timeMs / 1000);
    const moving = (fix.speedKmh ?? 0) > movingKmh;
    this.#searchSinceS = timeS;
    if (!this.#due(timeS, moving)) return undefined;
    this.#lastFixS = timeS;
    this.#lastMoving = moving;
    const { fields, precisionM } = this.#rule;
    const { latitudeE7, longitudeE7, altitudeM, speedKmh, courseDeg } = fix;
    const coarse = coarsen(
      {
        timeS,
        latitudeE7,
        longitudeE7,
        altitudeM: fields.altitude ? altitudeM : undefined,
        speedKmh: fields.speed ? speedKmh : undefined,
        courseDeg: fields.course ? courseDeg : undefined,
      },
      precisionM,
      this.#coarse,
    );
    this.#coarse = coarse.state;
    // A time that is rounded down must not fall before this window.
    const earliestS = Math.min(timeS, this.#startedS);
    return coarse.fix.timeS >= earliestS ? coarse.fix : { ...coarse.fix, timeS: earliestS };
  }

  /** The date was set right: what it says happened then as before, so that neither the interval nor the search begins anew. */
  timeMoved(byS: number): void {
    this.#startedS += byS;
    this.#searchSinceS += byS;
    if (this.#lastFixS !== undefined) this.#lastFixS += byS;
  }

  /** From this second on the receiver has to run, so that a vehicle that starts to move is seen in time. */
  get receiverFromS(): number {
    const { movingS, floorS } = this.#rule.intervals;
    const intervalS = Math.max(movingS, floorS);
    const rests = this.#lastFixS !== undefined && intervalS >= restIntervalMinS;
    return this.#searchSinceS + (rests ? intervalS - hotStartS : 0);
  }

  /** The second in which a search without a position becomes long enough to report. */
  get gapDueS(): number {
    return this.receiverFromS + Math.max(searchTimeoutS, this.#rule.intervals.floorS);
  }

  /** A record for a long search without a position, or undefined when it is too early to say. */
  tick(nowS: number, receiverSilent: boolean): TrackerRecord | undefined {
    if (nowS < this.gapDueS) return undefined;
    this.#searchSinceS = nowS;
    return {
      kind: 'no-fix',
      timeS: nowS,
      reason: receiverSilent ? 'receiver-silent' : 'no-signal',
    };
  }

  #due(timeS: number, moving: boolean): boolean {
    if (this.#lastFixS === undefined) return true;
    const { movingS, parkedS, floorS } = this.#rule.intervals;
    const startsOrStops = moving !== this.#lastMoving;
    const intervalS = startsOrStops ? floorS : Math.max(floorS, moving ? movingS : parkedS);
    return timeS - this.#lastFixS >= intervalS;
  }
}
