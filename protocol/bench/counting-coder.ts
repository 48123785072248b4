import type { BitCoder } from '../src/report/batch/bit-coder.ts';
import { modelCount } from '../src/report/batch/model-map.ts';

/** Walks like an encoder and writes nothing: counts what every model was asked. */
export class CountingCoder implements BitCoder {
  readonly zeros = new Float64Array(modelCount);
  readonly ones = new Float64Array(modelCount);

  bit(model: number, bit: number): number {
    const counts = bit === 0 ? this.zeros : this.ones;
    counts[model] = (counts[model] ?? 0) + 1;
    return bit;
  }

  direct(_bits: number, value: number): number {
    return value;
  }
}
