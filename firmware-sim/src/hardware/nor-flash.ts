import { UsageError } from '@feierabend/protocol';

import type { Flash } from '../core/ports.ts';

export interface NorFlashOptions {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  /** Sees every program operation, for a bench that searches what reaches the cells. */
  readonly onProgram?: (at: number, bytes: Uint8Array) => void;
}

/** What a page program of a serial NOR chip takes; here also the unit in which cells get memory. */
const pageBytes = 256;

/**
 * NOR flash cells in memory: programming clears bits, erasing sets a block. Counts the wear of each block. Cells that were
 * never written, or are erased again, take no memory.
 */
export class NorFlash implements Flash {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  readonly #pages = new Map<number, Uint8Array>();
  readonly #erases = new Map<number, number>();
  readonly #onProgram: ((at: number, bytes: Uint8Array) => void) | undefined;

  constructor(options: NorFlashOptions) {
    this.sizeBytes = options.sizeBytes;
    this.eraseBlockBytes = options.eraseBlockBytes;
    this.#onProgram = options.onProgram;
  }

  /** How often each block was erased. */
  get eraseCounts(): Uint32Array {
    const counts = new Uint32Array(this.sizeBytes / this.eraseBlockBytes);
    for (const [block, count] of this.#erases) counts[block] = count;
    return counts;
  }

  /** Memory the cells take now. */
  get allocatedBytes(): number {
    return this.#pages.size * pageBytes;
  }

  /** A chip with the same cells and the same wear. */
  clone(): NorFlash {
    const copy = new NorFlash({ sizeBytes: this.sizeBytes, eraseBlockBytes: this.eraseBlockBytes });
    for (const [page, cells] of this.#pages) copy.#pages.set(page, cells.slice());
    for (const [block, count] of this.#erases) copy.#erases.set(block, count);
    return copy;
  }

  read(at: number, length: number): Uint8Array {
    this.#check(at, length);
    const bytes = new Uint8Array(length).fill(0xff);
    this.#eachPage(at, length, (page, from, count, done) => {
      const cells = this.#pages.get(page);
      if (cells !== undefined) bytes.set(cells.subarray(from, from + count), done);
    });
    return bytes;
  }

  program(at: number, bytes: Uint8Array): void {
    this.#check(at, bytes.length);
    this.#onProgram?.(at, bytes);
    this.#eachPage(at, bytes.length, (page, from, count, done) => {
      const cells = this.#pages.get(page) ?? new Uint8Array(pageBytes).fill(0xff);
      this.#pages.set(page, cells);
      for (let i = 0; i < count; i += 1) {
        cells[from + i] = (cells[from + i] ?? 0) & (bytes[done + i] ?? 0);
      }
    });
  }

  erase(blockAt: number): void {
    this.#check(blockAt, this.eraseBlockBytes);
    const block = blockAt / this.eraseBlockBytes;
    if (!Number.isInteger(block)) throw outside(`an erase at ${blockAt} that is no block start`);
    this.#eachPage(blockAt, this.eraseBlockBytes, (page, from, count) => {
      if (count === pageBytes) this.#pages.delete(page);
      else this.#pages.get(page)?.fill(0xff, from, from + count);
    });
    this.#erases.set(block, (this.#erases.get(block) ?? 0) + 1);
  }

  /** `use` gets each page the range touches, where it begins there, how much of it, and what came before. */
  #eachPage(
    at: number,
    length: number,
    use: (page: number, from: number, count: number, done: number) => void,
  ): void {
    for (let done = 0; done < length;) {
      const from = (at + done) % pageBytes;
      const count = Math.min(pageBytes - from, length - done);
      use((at + done - from) / pageBytes, from, count, done);
      done += count;
    }
  }

  #check(at: number, length: number): void {
    if (at < 0 || length < 0 || at + length > this.sizeBytes) {
      throw outside(`${length} bytes at ${at} of ${this.sizeBytes}`);
    }
  }
}

function outside(came: string): UsageError {
  return new UsageError({
    code: 'FLASH_RANGE',
    expected: 'a flash operation inside the chip',
    came: `it asked for ${came}`,
    next: 'compare the flash map with the size of the chip',
  });
}
