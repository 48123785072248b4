import type { Flash } from '@feierabend/firmware-sim';

/** Power is gone. Thrown out of the firmware by the chip, and caught by the life. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

/** A flash chip whose power can be taken away in the middle of an operation. */
export class CutFlash implements Flash {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  readonly #cells: Flash;
  #operationsLeft = Infinity;

  constructor(cells: Flash) {
    this.#cells = cells;
    this.sizeBytes = cells.sizeBytes;
    this.eraseBlockBytes = cells.eraseBlockBytes;
  }

  /** The operation after so many others tears, and none after it is done. */
  cutAfter(operations: number): void {
    this.#operationsLeft = operations;
  }

  mend(): void {
    this.#operationsLeft = Infinity;
  }

  read(at: number, length: number): Uint8Array {
    return this.#cells.read(at, length);
  }

  program(at: number, bytes: Uint8Array): void {
    this.#spend(() => this.#cells.program(at, bytes.subarray(0, bytes.length >> 1)));
    this.#cells.program(at, bytes);
  }

  erase(blockAt: number): void {
    this.#spend(() => {});
    this.#cells.erase(blockAt);
  }

  #spend(torn: () => void): void {
    this.#operationsLeft -= 1;
    if (this.#operationsLeft >= 0) return;
    if (this.#operationsLeft === -1) torn();
    throw new PowerCut();
  }
}
