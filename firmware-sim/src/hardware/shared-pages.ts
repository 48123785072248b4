import { equalBytes } from '@feierabend/protocol';

import { crc32 } from '../core/storage/crc32.ts';

/** How many pages that came once are remembered, by their check sum alone. */
const seenMax = 65_536;

/**
 * Pages that more than one chip holds: the image and the keys of a tenant are the same on thousands of boards. The first chip
 * keeps its own; from the second one on there is one for all.
 */
export class SharedPages {
  readonly #seen = new Uint32Array(seenMax);
  readonly #pages = new Map<number, Uint8Array[]>();
  #dictionary = new Uint8Array();

  /** What chips have alone is much alike all the same: all are compressed as what differs from the first one. */
  dictionaryFor(own: Uint8Array<ArrayBuffer>): Uint8Array {
    const dictionary = this.#dictionary;
    if (dictionary.length === 0) this.#dictionary = own;
    return dictionary;
  }

  /** The common page with these bytes; undefined when they come for the first time. */
  sameAs(bytes: Uint8Array): Uint8Array | undefined {
    const sum = crc32(bytes);
    const known = this.#pages.get(sum) ?? [];
    const same = known.find((page) => equalBytes(page, bytes));
    if (same !== undefined) return same;
    if (this.#seen[sum % seenMax] !== sum) {
      this.#seen[sum % seenMax] = sum;
      return undefined;
    }
    const page = bytes.slice();
    this.#pages.set(sum, [...known, page]);
    return page;
  }
}
