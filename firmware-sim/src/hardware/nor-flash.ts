import { UsageError } from '@feierabend/protocol';

import type { Flash } from '../core/ports.ts';

export interface NorFlashOptions {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  /** Sees every program operation, for a bench that searches what reaches the cells. */
  readonly onProgram?: (at: number, bytes: Uint8Array) => void;
}

/** NOR flash cells in memory: programming clears bits, erasing sets a block. Counts the wear of each block. */
export class NorFlash implements Flash {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  readonly eraseCounts: Uint32Array;
  readonly #cells: Uint8Array;
  readonly #onProgram: ((at: number, bytes: Uint8Array) => void) | undefined;

  constructor(options: NorFlashOptions) {
    this.sizeBytes = options.sizeBytes;
    this.eraseBlockBytes = options.eraseBlockBytes;
    this.eraseCounts = new Uint32Array(options.sizeBytes / options.eraseBlockBytes);
    this.#cells = new Uint8Array(options.sizeBytes).fill(0xff);
    this.#onProgram = options.onProgram;
  }

  read(at: number, length: number): Uint8Array {
    this.#check(at, length);
    return this.#cells.slice(at, at + length);
  }

  program(at: number, bytes: Uint8Array): void {
    this.#check(at, bytes.length);
    this.#onProgram?.(at, bytes);
    for (let i = 0; i < bytes.length; i += 1) {
      this.#cells[at + i] = (this.#cells[at + i] ?? 0) & (bytes[i] ?? 0);
    }
  }

  erase(blockAt: number): void {
    this.#check(blockAt, this.eraseBlockBytes);
    const block = blockAt / this.eraseBlockBytes;
    if (!Number.isInteger(block)) throw outside(`an erase at ${blockAt} that is no block start`);
    this.#cells.fill(0xff, blockAt, blockAt + this.eraseBlockBytes);
    this.eraseCounts[block] = (this.eraseCounts[block] ?? 0) + 1;
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
