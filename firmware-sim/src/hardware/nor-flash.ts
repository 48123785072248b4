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

/** Pages of erased blocks, for whichever chip writes next: a log that goes round takes new ones all the time. */
const sparePages: Uint8Array[] = [];
const sparePagesMax = 64;

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
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const from = (at + done) % pageBytes;
      const end = Math.min(pageBytes, from + length - done);
      const cells = this.#pages.get((at + done - from) / pageBytes);
      if (cells === undefined) bytes.fill(0xff, done, done + end - from);
      else if (end - from > 64) bytes.set(cells.subarray(from, end), done);
      else for (let i = from; i < end; i += 1) bytes[done + i - from] = cells[i] ?? 0;
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
      const cells = this.#writable((at + done - from) / pageBytes);
      for (let i = 0; i < count; i += 1) {
        cells[from + i] = (cells[from + i] ?? 0) & (bytes[done + i] ?? 0);
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
      else this.#pages.get(page)?.fill(0xff, from, from + count);
      at += count;
    }
    this.#erases.set(block, (this.#erases.get(block) ?? 0) + 1);
  }

  #drop(page: number): void {
    const cells = this.#pages.get(page);
    if (cells === undefined) return;
    this.#pages.delete(page);
    if (sparePages.length < sparePagesMax) sparePages.push(cells);
  }

  #writable(page: number): Uint8Array {
    let cells = this.#pages.get(page);
    if (cells === undefined) {
      cells = (sparePages.pop() ?? new Uint8Array(pageBytes)).fill(0xff);
      this.#pages.set(page, cells);
    }
    return cells;
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
