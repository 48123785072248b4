import type { TrackerRecord } from '@feierabend/protocol';

/** Knows the places that came already, by the second of the device that they are of. */
export class RepeatedFixes {
  readonly #places = new Map<number, number>();
  #count = 0;

  /** How many came, each counted once. */
  get count(): number {
    return this.#count;
  }

  /** Whether one of the places came before, of the same second. */
  take(records: readonly TrackerRecord[]): boolean {
    let isRepeated = false;
    for (const record of records) {
      if (record.kind !== 'fix') continue;
      const { timeS, latitudeE5, longitudeE5 } = record;
      // A small integer takes no memory of its own; what else is of the very second has to meet it by chance.
      const place = (Math.imul(latitudeE5, 0x2545_f491) ^ longitudeE5) >> 1;
      if (this.#places.get(timeS) === place) isRepeated = true;
      else this.#count += 1;
      this.#places.set(timeS, place);
    }
    return isRepeated;
  }
}
