import type { Flash, Random } from '../core/ports.ts';
import type { FlashFaults } from './flash-faults.ts';
import type { NorFlash } from './nor-flash.ts';

/** Cells that a failing erase leaves programmed, in each bad block. */
const stuckCells = 3;

/** Operations that went wrong so far. */
export interface FlashErrors {
  readonly erases: number;
  readonly programs: number;
  readonly reads: number;
}

/** A chip that fails as {@link FlashFaults} say, in front of sound cells. The same seed fails in the same way. */
export class FaultyFlash implements Flash {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  readonly #cells: NorFlash;
  #faults: FlashFaults;
  readonly #random: Random;
  readonly #bad = new Set<number>();
  readonly #damaged: Set<number>;
  readonly counts: { -readonly [kind in keyof FlashErrors]: number } = {
    erases: 0,
    programs: 0,
    reads: 0,
  };

  constructor(cells: NorFlash, faults: FlashFaults, random: Random) {
    this.sizeBytes = cells.sizeBytes;
    this.eraseBlockBytes = cells.eraseBlockBytes;
    this.#cells = cells;
    this.#faults = faults;
    this.#random = random;
    this.#damaged = new Set(faults.damagedAt);
    this.breakBlocks(faults.badBlocks ?? 0);
  }

  /** From now on it fails like this, too. */
  fail(faults: Pick<FlashFaults, 'enduranceErases' | 'programErrorRate' | 'readErrorRate'>): void {
    this.#faults = { ...this.#faults, ...faults };
  }

  /** So many more blocks are bad. */
  breakBlocks(count: number): void {
    const blocks = this.sizeBytes / this.eraseBlockBytes;
    const wanted = Math.min(this.#bad.size + count, blocks);
    while (this.#bad.size < wanted) this.#bad.add(this.#random.nextU32() % blocks);
  }

  /** So many bytes of what is stored lose a bit; fewer where there are fewer blocks with anything in them. */
  decay(count: number): void {
    const used = Array.from(
      { length: this.sizeBytes / this.eraseBlockBytes },
      (_, block) => block * this.eraseBlockBytes,
    ).flatMap((from) => this.#writtenIn(from));
    for (let left = Math.min(count, used.length); left > 0; left -= 1) {
      const at = used[this.#random.nextU32() % used.length];
      if (at !== undefined) this.#damaged.add(at);
    }
  }

  /** One byte of a block that is not erased, if there is one. */
  #writtenIn(blockAt: number): readonly number[] {
    const bytes = this.#cells.read(blockAt, this.eraseBlockBytes);
    const written = [...bytes.keys()].filter((index) => bytes[index] !== 0xff);
    const index = written[this.#random.nextU32() % Math.max(1, written.length)];
    return index === undefined ? [] : [blockAt + index];
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
