import type { Flash, Random } from '../core/ports.ts';
import type { FlashFaults } from './flash-faults.ts';
import type { NorFlash } from './nor-flash.ts';

/** Cells that a failing erase leaves programmed, in each bad block. */
const stuckCells = 3;

/** A chip that fails as {@link FlashFaults} say, in front of sound cells. The same seed fails in the same way. */
export class FaultyFlash implements Flash {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  readonly #cells: NorFlash;
  readonly #faults: FlashFaults;
  readonly #random: Random;
  readonly #bad = new Set<number>();
  readonly #damaged: Set<number>;
  /** Operations that went wrong so far. */
  readonly counts = { erases: 0, programs: 0, reads: 0 };

  constructor(cells: NorFlash, faults: FlashFaults, random: Random) {
    this.sizeBytes = cells.sizeBytes;
    this.eraseBlockBytes = cells.eraseBlockBytes;
    this.#cells = cells;
    this.#faults = faults;
    this.#random = random;
    this.#damaged = new Set(faults.damagedAt);
    const blocks = this.sizeBytes / this.eraseBlockBytes;
    while (this.#bad.size < Math.min(faults.badBlocks ?? 0, blocks)) {
      this.#bad.add(random.nextU32() % blocks);
    }
  }

  /** Start addresses of the blocks that are bad now. */
  get badBlocks(): readonly number[] {
    return [...this.#bad].map((block) => block * this.eraseBlockBytes);
  }

  read(at: number, length: number): Uint8Array {
    const bytes = this.#cells.read(at, length);
    for (const damaged of this.#damaged) {
      if (damaged >= at && damaged < at + length) flip(bytes, damaged - at, 4);
    }
    if (length > 0 && this.#happens(this.#faults.readErrorRate)) {
      this.counts.reads += 1;
      flip(bytes, this.#random.nextU32() % length, this.#random.nextU32() % 8);
    }
    return bytes;
  }

  program(at: number, bytes: Uint8Array): void {
    if (bytes.length > 0 && this.#happens(this.#faults.programErrorRate)) {
      this.counts.programs += 1;
      const weak = bytes.slice();
      const byte = this.#random.nextU32() % weak.length;
      weak[byte] = (weak[byte] ?? 0) | (1 << (this.#random.nextU32() % 8));
      this.#cells.program(at, weak);
    } else {
      this.#cells.program(at, bytes);
    }
  }

  erase(blockAt: number): void {
    const block = blockAt / this.eraseBlockBytes;
    this.#cells.erase(blockAt);
    for (let at = blockAt; at < blockAt + this.eraseBlockBytes; at += 1) this.#damaged.delete(at);
    const wear = this.#cells.eraseCounts[block] ?? 0;
    if (wear > (this.#faults.enduranceErases ?? Number.POSITIVE_INFINITY)) this.#bad.add(block);
    if (!this.#bad.has(block)) return;
    this.counts.erases += 1;
    for (let cell = 0; cell < stuckCells; cell += 1) {
      const at = blockAt + (this.#random.nextU32() % this.eraseBlockBytes);
      this.#cells.program(at, Uint8Array.of(0xff ^ (1 << (this.#random.nextU32() % 8))));
    }
  }

  #happens(rate = 0): boolean {
    return rate > 0 && this.#random.nextU32() < rate * 0x1_0000_0000;
  }
}

function flip(bytes: Uint8Array, at: number, bit: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
}
