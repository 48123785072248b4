import type { BitCoder } from './bit-coder.ts';
import { modelMap } from './model-map.ts';
import { codeNumber, unzigzag, zigzag } from './number-code.ts';

/** 2006-01-01 UTC. The 2^30 seconds from here, up to 2040, are two bits shorter. */
export const eraStartS = 1_136_073_600;
const eraBits = 30;

/**
 * Predicts when the next record begins: the same step after the end of the last one as the step
 * before. Reports come at a regular interval, so the surprise is nearly always zero (delta of
 * delta). All sums are modulo 2^32, so every surprise of 32 bits gives a time.
 */
export class TimeTrack {
  #endS = 0;
  #stepS = 0;
  #records = 0;

  /** When the next record begins if it brings no surprise. */
  get expectedS(): number {
    return (this.#endS + this.#stepS) >>> 0;
  }

  /** Codes the start of a record, or says what was wrong with it. */
  code(coder: BitCoder, startS: number): number | string {
    if (this.#records === 0) return codeFirst(coder, startS);
    const expectedS = this.expectedS;
    const surpriseS = (startS - expectedS) | 0;
    const codedS =
      this.#records === 1
        ? codeNumber(coder, modelMap.step, surpriseS >>> 0)
        : unzigzag(codeNumber(coder, modelMap.surprise, zigzag(surpriseS)));
    return (expectedS + codedS) >>> 0;
  }

  advance(startS: number, endS: number): void {
    // The first step would be the whole time since 1970.
    this.#stepS = this.#records === 0 ? 0 : (startS - this.#endS) | 0;
    this.#records += 1;
    this.#endS = endS;
  }
}

function codeFirst(coder: BitCoder, startS: number): number | string {
  const sinceS = startS - eraStartS;
  const isOutside = sinceS < 0 || sinceS >= 2 ** eraBits;
  if (coder.bit(modelMap.era, isOutside ? 1 : 0) === 0) {
    return eraStartS + coder.direct(eraBits, sinceS);
  }
  const codedS = coder.direct(32, startS);
  const since = codedS - eraStartS;
  return since < 0 || since >= 2 ** eraBits ? codedS : 'a usual time in the long form';
}
