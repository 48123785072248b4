import { deflateRawSync, inflateRawSync } from 'node:zlib';

import type { SharedPages } from './shared-pages.ts';

const headBytes = 4;

/** The written cells of a chip that is not in use: pages without their erased end, or one that many chips hold in common. */
export class PackedCells {
  /** How many pages there are. */
  readonly size: number;
  /** Compressed, of each page that is this chip's own: its number, its length, and what is written. */
  readonly #own: Uint8Array;
  /** The others: a number, and what stands there. */
  readonly #shared: readonly (number | Uint8Array)[];
  /** What the compressed ones are compared with. */
  readonly #dictionary: Uint8Array;

  private constructor(
    size: number,
    own: Uint8Array,
    shared: readonly (number | Uint8Array)[],
    dictionary: Uint8Array,
  ) {
    this.size = size;
    this.#own = own;
    this.#shared = shared;
    this.#dictionary = dictionary;
  }

  static of(
    pages: Iterable<number>,
    shared: SharedPages,
    bytesOf: (page: number) => Uint8Array,
  ): PackedCells {
    const own: { page: number; bytes: Uint8Array }[] = [];
    const common: (number | Uint8Array)[] = [];
    for (const page of pages) {
      const bytes = written(bytesOf(page));
      const same = shared.sameAs(bytes);
      if (same === undefined) own.push({ page, bytes });
      else common.push(page, same);
    }
    const sizeBytes = own.reduce((sum, { bytes }) => sum + headBytes + bytes.length, 0);
    const packed = new Uint8Array(sizeBytes);
    let at = 0;
    for (const { page, bytes } of own) {
      packed.set([page & 0xff, page >> 8, bytes.length & 0xff, bytes.length >> 8], at);
      packed.set(bytes, at + headBytes);
      at += headBytes + bytes.length;
    }
    // What a device keeps twice, as an instruction among orders and policies, takes its place once.
    const dictionary = shared.dictionaryFor(packed);
    const small =
      own.length === 0 ? packed : new Uint8Array(deflateRawSync(packed, { dictionary }));
    return new PackedCells(own.length + common.length / 2, small, common.slice(), dictionary);
  }

  /** Memory of what no other chip holds. */
  get ownBytes(): number {
    return this.#own.length;
  }

  /** Page numbers, and what is written there; the rest of a page is erased. */
  *pages(): Generator<readonly [number, Uint8Array]> {
    const dictionary = this.#dictionary;
    const own = this.#own.length === 0 ? this.#own : inflateRawSync(this.#own, { dictionary });
    for (let at = 0; at < own.length;) {
      const [low = 0, high = 0, short = 0, long = 0] = own.subarray(at, at + headBytes);
      const end = at + headBytes + short + long * 256;
      yield [low + high * 256, own.subarray(at + headBytes, end)];
      at = end;
    }
    for (let i = 0; i < this.#shared.length; i += 2) {
      yield [this.#shared[i] as number, this.#shared[i + 1] as Uint8Array];
    }
  }
}

/** A page without its erased end. */
function written(page: Uint8Array): Uint8Array {
  let length = page.length;
  while (length > 0 && page[length - 1] === 0xff) length -= 1;
  return page.subarray(0, length);
}
