/**
 * Predicts when the next record begins: the same step after the end of the last one as the step
 * before. Reports come at a regular interval, so the surprise is nearly always zero (delta of
 * delta).
 */
export class TimeTrack {
  #endS = 0;
  #stepS = 0;
  #isFirst = true;

  /** How far `startS` is from the prediction. */
  surprise(startS: number): number {
    return startS - (this.#endS + this.#stepS);
  }

  /** The start that has this surprise. */
  at(surpriseS: number): number {
    return this.#endS + this.#stepS + surpriseS;
  }

  advance(startS: number, endS: number): void {
    // The first step would be the whole time since 1970.
    this.#stepS = this.#isFirst ? 0 : startS - this.#endS;
    this.#isFirst = false;
    this.#endS = endS;
  }
}
