import type { Flash } from '../../core/ports.ts';
import type { NorFlash } from '../../hardware/nor-flash.ts';
import type { CutWay } from '../power-cut.ts';

export interface FlashOperation {
  readonly at: number;
  /** Absent for an erase. */
  readonly bytes?: Uint8Array;
}

/** Keeps what is done to the cells, so that power can be cut at each operation afterwards. */
export class RecordingFlash implements Flash {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  readonly operations: FlashOperation[] = [];
  readonly #cells: NorFlash;
  /** Called before each operation; undefined as long as nothing is recorded. */
  before: (() => void) | undefined;

  constructor(cells: NorFlash) {
    this.sizeBytes = cells.sizeBytes;
    this.eraseBlockBytes = cells.eraseBlockBytes;
    this.#cells = cells;
  }

  read(at: number, length: number): Uint8Array {
    return this.#cells.read(at, length);
  }

  program(at: number, bytes: Uint8Array): void {
    this.#note({ at, bytes: bytes.slice() });
    this.#cells.program(at, bytes);
  }

  erase(blockAt: number): void {
    this.#note({ at: blockAt });
    this.#cells.erase(blockAt);
  }

  #note(operation: FlashOperation): void {
    if (this.before === undefined) return;
    this.before();
    this.operations.push(operation);
  }
}

/**
 * Does to the cells what an operation does that power ends. Half of a torn program is there, and of the byte in the middle
 * half of the bits; half of a torn erase is done.
 */
export function operate(cells: NorFlash, { at, bytes }: FlashOperation, way: CutWay): void {
  if (way === 'nothing') return;
  if (bytes === undefined) {
    const halfBytes = cells.eraseBlockBytes / 2;
    const kept = cells.read(at + halfBytes, halfBytes);
    cells.erase(at);
    if (way === 'torn') cells.program(at + halfBytes, kept);
  } else if (way === 'whole') {
    cells.program(at, bytes);
  } else {
    const half = bytes.length >> 1;
    cells.program(at, bytes.subarray(0, half));
    cells.program(at + half, Uint8Array.of((bytes[half] ?? 0xff) | 0xf0));
  }
}
