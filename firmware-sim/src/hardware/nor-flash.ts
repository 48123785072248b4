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
/** Memory grows by so many pages at least. */
const growthPages = 4;

/**
 * NOR flash cells in memory: programming clears bits, erasing sets a block. Counts the wear of each block. Cells that were
 * never written take no memory, and that of cells that are erased again is used for the next ones that are written.
 */
export class NorFlash implements Flash {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  /** All pages that were written, one behind the other: a chip has many small ones. */
  #cells = new Uint8Array();
  /** Where in {@link #cells} a page begins. */
  readonly #pages = new Map<number, number>();
  /** Places of pages that were erased again. */
  readonly #spare: number[] = [];
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

  /** Memory of the cells that are written. */
  get allocatedBytes(): number {
    return this.#pages.size * pageBytes;
  }

  /** A chip with the same cells and the same wear. */
  clone(): NorFlash {
    const copy = new NorFlash({ sizeBytes: this.sizeBytes, eraseBlockBytes: this.eraseBlockBytes });
    copy.#cells = this.#cells.slice();
    for (const [page, place] of this.#pages) copy.#pages.set(page, place);
    copy.#spare.push(...this.#spare);
    for (const [block, count] of this.#erases) copy.#erases.set(block, count);
    return copy;
  }

  read(at: number, length: number): Uint8Array {
    this.#check(at, length);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const from = (at + done) % pageBytes;
      const end = Math.min(pageBytes, from + length - done);
      const place = this.#pages.get((at + done - from) / pageBytes);
      const cells = this.#cells;
      if (place === undefined) bytes.fill(0xff, done, done + end - from);
      else if (end - from > 64) bytes.set(cells.subarray(place + from, place + end), done);
      else for (let i = from; i < end; i += 1) bytes[done + i - from] = cells[place + i] ?? 0;
      done += end - from;
    }
    return bytes;
  }

  program(at: number, bytes: Uint8Array): void {
    this.#check(at, bytes.length);
    // A copy: the firmware writes out of buffers that it uses again.
    this.#onProgram?.(at, bytes.slice());
    for (let done = 0; done < bytes.length;) {
      const from = (at + done) % pageBytes;
      const count = Math.min(pageBytes - from, bytes.length - done);
      const to = this.#writable((at + done - from) / pageBytes) + from;
      const cells = this.#cells;
      for (let i = 0; i < count; i += 1) {
        cells[to + i] = (cells[to + i] ?? 0) & (bytes[done + i] ?? 0);
      }
      done += count;
    }
  }

  erase(blockAt: number): void {
    this.#check(blockAt, this.eraseBlockBytes);
    const block = blockAt / this.eraseBlockBytes;
    if (!Number.isInteger(block)) throw outside(`an erase at ${blockAt} that is no block start`);
    const end = blockAt + this.eraseBlockBytes;
    for (let at = blockAt; at < end;) {
      const from = at % pageBytes;
      const count = Math.min(pageBytes - from, end - at);
      const page = (at - from) / pageBytes;
      if (count === pageBytes) this.#drop(page);
      else this.#clear(page, from, count);
      at += count;
    }
    this.#erases.set(block, (this.#erases.get(block) ?? 0) + 1);
  }

  #drop(page: number): void {
    const place = this.#pages.get(page);
    if (place === undefined) return;
    this.#pages.delete(page);
    this.#spare.push(place);
  }

  #clear(page: number, from: number, count: number): void {
    const place = this.#pages.get(page);
    if (place !== undefined) this.#cells.fill(0xff, place + from, place + from + count);
  }

  /** Where the cells of a page lie, from now on. */
  #writable(page: number): number {
    const known = this.#pages.get(page);
    if (known !== undefined) return known;
    if (this.#spare.length === 0) this.#grow();
    const place = this.#spare.pop() ?? 0;
    this.#cells.fill(0xff, place, place + pageBytes);
    this.#pages.set(page, place);
    return place;
  }

  #grow(): void {
    const before = this.#cells.length;
    const pages = Math.max(growthPages, (before / pageBytes) >> 3);
    const cells = new Uint8Array(before + pages * pageBytes);
    cells.set(this.#cells);
    this.#cells = cells;
    for (let i = pages - 1; i >= 0; i -= 1) this.#spare.push(before + i * pageBytes);
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
