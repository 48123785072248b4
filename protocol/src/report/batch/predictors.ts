/** What a predictor needs to know of an axis. */
interface Motion {
  readonly step: number;
  readonly change: number;
}

const count = 5;
/** Errors above this are all equally bad, which keeps their sum within 32 bits. */
const errorMax = 0xffff;

/**
 * Which predictor to trust before any has shown itself, by the interval: the lower, the sooner. At
 * a second a vehicle goes on as it did; at half a minute it may have turned or stopped.
 */
const distrust = [
  { upToS: 3, factors: [32, 16, 0, 4, 8] },
  { upToS: 12, factors: [96, 32, 0, 48, 16] },
] as const;
const distrustPerS = [3, 1, 2, 6, 0] as const;

/**
 * Five guesses at the next step of both axes: none, half of the last one, all of it, all and half
 * of its change, three quarters. The one whose recent errors were smallest is used.
 */
export class Predictors {
  readonly #errors = [0, 0, 0, 0, 0];
  #northLast = 0;
  #eastLast = 0;
  #northChange = 0;
  #eastChange = 0;
  northStep = 0;
  eastStep = 0;

  startOver(intervalS: number): void {
    const known = distrust.find(({ upToS }) => intervalS <= upToS);
    for (let i = 0; i < count; i += 1) {
      this.#errors[i] = known?.factors[i] ?? (distrustPerS[i] ?? 0) * intervalS;
    }
  }

  /** Chooses the steps for an interval; `lastS` is that of the last step, 0 if there was none. */
  aim(north: Motion, east: Motion, intervalS: number, lastS: number): void {
    this.#northLast = scaled(north.step, intervalS, lastS);
    this.#eastLast = scaled(east.step, intervalS, lastS);
    this.#northChange = lastS === 0 ? 0 : half(north.change);
    this.#eastChange = lastS === 0 ? 0 : half(east.change);
    let best = 0;
    if (lastS !== 0) {
      const errors = this.#errors;
      for (let i = 1; i < count; i += 1) if ((errors[i] ?? 0) < (errors[best] ?? 0)) best = i;
    }
    this.northStep = guess(best, this.#northLast, this.#northChange);
    this.eastStep = guess(best, this.#eastLast, this.#eastChange);
  }

  /** Remembers how far each guess was from the steps that came. */
  judge(north: number, east: number): void {
    const errors = this.#errors;
    for (let i = 0; i < count; i += 1) {
      const off =
        Math.abs(north - guess(i, this.#northLast, this.#northChange)) +
        Math.abs(east - guess(i, this.#eastLast, this.#eastChange));
      const error = errors[i] ?? 0;
      errors[i] = error - (error >> 2) + 4 * (off < errorMax ? off : errorMax);
    }
  }
}

function guess(predictor: number, last: number, change: number): number {
  if (predictor === 2) return last;
  if (predictor === 1) return half(last);
  if (predictor === 3) return last + change;
  return predictor === 4 ? last - (last >> 2) : 0;
}

/** Towards zero, as C divides. */
function half(value: number): number {
  return (value / 2) | 0;
}

/** The last step at the same speed over another time. */
function scaled(step: number, intervalS: number, lastS: number): number {
  if (lastS === 0) return 0;
  return intervalS === lastS ? step : ((step * intervalS) / lastS) | 0;
}
