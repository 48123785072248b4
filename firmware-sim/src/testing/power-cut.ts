import type { Flash } from '../core/ports.ts';
import type { NorFlash } from '../hardware/nor-flash.ts';

/** What the operation that power ends has done: nothing, one half, or all of it. */
export const cutWays = ['nothing', 'torn', 'whole'] as const;
export type CutWay = (typeof cutWays)[number];

/** Power is gone. Thrown out of the firmware by the flash chip, and caught by the test. */
class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

/** A flash chip whose power ends at the nth program or erase operation. The cells behind it stay as they were then. */
export class CuttingFlash implements Flash {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  readonly #cells: NorFlash;
  readonly #cut: { readonly atOperation: number; readonly way: CutWay } | undefined;
  /** Program and erase operations so far. */
  operations = 0;

  /** Without `cut` it only counts. */
  constructor(cells: NorFlash, cut?: { readonly atOperation: number; readonly way: CutWay }) {
    this.#cells = cells;
    this.sizeBytes = cells.sizeBytes;
    this.eraseBlockBytes = cells.eraseBlockBytes;
    this.#cut = cut;
  }

  read(at: number, length: number): Uint8Array {
    return this.#cells.read(at, length);
  }

  program(at: number, bytes: Uint8Array): void {
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    this.#operate(
      () => this.#cells.program(at, bytes),
      () => this.#cells.program(at, half),
    );
  }

  erase(blockAt: number): void {
    const halfBytes = this.eraseBlockBytes / 2;
    const kept = this.#cells.read(blockAt + halfBytes, halfBytes);
    this.#operate(
      () => this.#cells.erase(blockAt),
      () => {
        this.#cells.erase(blockAt);
        this.#cells.program(blockAt + halfBytes, kept);
      },
    );
  }

  #operate(whole: () => void, torn: () => void): void {
    const isCut = this.#cut !== undefined && this.operations >= this.#cut.atOperation;
    const isFirst = this.operations === this.#cut?.atOperation;
    this.operations += 1;
    if (!isCut) return whole();
    if (isFirst && this.#cut?.way === 'torn') torn();
    if (isFirst && this.#cut?.way === 'whole') whole();
    throw new PowerCut();
  }
}

/** Runs it until it ends or power does; says which. */
export function runUntilCut(life: () => void): 'ended' | 'cut' {
  try {
    life();
    return 'ended';
  } catch (error) {
    if (error instanceof PowerCut) return 'cut';
    throw error;
  }
}
