import { UsageError } from '@feierabend/protocol';

import type { Flash } from '../core/ports.ts';
import { PackedCells } from './packed-cells.ts';
import type { SharedPages } from './shared-pages.ts';

export interface NorFlashOptions {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  /** Sees every program operation, for a bench that searches what reaches the cells. */
  readonly onProgram?: (at: number, bytes: Uint8Array) => void;
}

/** What a page program of a serial NOR chip takes; here also the unit in which cells get memory. */
const pageBytes = 256;
/** More than a chip has blocks. */
const eraseUnit = 65_536;
/** Memory grows by so many pages at least. */
const growthPages = 4;

/** Cells in use: where each page that was written lies in them. */
interface OpenCells {
  /** All pages that were written, one behind the other: a chip has many small ones. */
  cells: Uint8Array;
  /** Where in {@link cells} a page begins. */
  readonly pages: Map<number, number>;
  /** Places of pages that were erased again. */
  readonly spare: number[];
}

/**
 * NOR flash cells in memory: programming clears bits, erasing sets a block. Counts the wear of each block. Cells that were
 * never written take no memory, and that of cells that are erased again is used for the next ones that are written.
 */
export class NorFlash implements Flash {
  readonly sizeBytes: number;
  readonly eraseBlockBytes: number;
  #state: OpenCells | PackedCells = { cells: new Uint8Array(), pages: new Map(), spare: [] };
  /** Blocks that were erased, each with how often: a number of {@link eraseUnit}s. */
  #erases: number[] = [];
  readonly #onProgram: ((at: number, bytes: Uint8Array) => void) | undefined;

  constructor(options: NorFlashOptions) {
    this.sizeBytes = options.sizeBytes;
    this.eraseBlockBytes = options.eraseBlockBytes;
    this.#onProgram = options.onProgram;
  }

  /** How often each block was erased. */
  get eraseCounts(): Uint32Array {
    const counts = new Uint32Array(this.sizeBytes / this.eraseBlockBytes);
    for (const erases of this.#erases) counts[erases % eraseUnit] = Math.floor(erases / eraseUnit);
    return counts;
  }

  /** Memory of the cells that are written, as far as no other chip holds the same. */
  get allocatedBytes(): number {
    const state = this.#state;
    return state instanceof PackedCells ? state.ownBytes : state.pages.size * pageBytes;
  }

  /** A chip with the same cells and the same wear. */
  clone(): NorFlash {
    const copy = new NorFlash({ sizeBytes: this.sizeBytes, eraseBlockBytes: this.eraseBlockBytes });
    const { cells, pages, spare } = this.#open();
    copy.#state = { cells: cells.slice(), pages: new Map(pages), spare: spare.slice() };
    copy.#erases = this.#erases.slice();
    return copy;
  }

  /** Takes as little memory as it can until it is used again, and holds pages in common with other chips that have the same. */
  pack(shared: SharedPages): void {
    const state = this.#state;
    if (state instanceof PackedCells) return;
    this.#state = PackedCells.of(state.pages.keys(), shared, (page) => {
      const place = state.pages.get(page) ?? 0;
      return state.cells.subarray(place, place + pageBytes);
    });
    this.#erases = this.#erases.slice();
  }

  read(at: number, length: number): Uint8Array {
    this.#check(at, length);
    const { pages, cells } = this.#open();
    const bytes = new Uint8Array(length);
    if (length > pages.size * pageBytes) {
      readWritten(this.#open(), at, bytes.fill(0xff));
      return bytes;
    }
    for (let done = 0; done < length;) {
      const from = (at + done) % pageBytes;
      const end = Math.min(pageBytes, from + length - done);
      const place = pages.get((at + done - from) / pageBytes);
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
    const state = this.#open();
    for (let done = 0; done < bytes.length;) {
      const from = (at + done) % pageBytes;
      const count = Math.min(pageBytes - from, bytes.length - done);
      const to = writable(state, (at + done - from) / pageBytes) + from;
      const { cells } = state;
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
    const state = this.#open();
    const end = blockAt + this.eraseBlockBytes;
    for (let at = blockAt; at < end;) {
      const from = at % pageBytes;
      const count = Math.min(pageBytes - from, end - at);
      const page = (at - from) / pageBytes;
      if (count === pageBytes) drop(state, page);
      else clear(state, page, { from, count });
      at += count;
    }
    this.#noteErase(block);
  }

  #noteErase(block: number): void {
    const index = this.#erases.findIndex((erases) => erases % eraseUnit === block);
    if (index < 0) this.#erases.push(eraseUnit + block);
    else this.#erases[index] = (this.#erases[index] ?? 0) + eraseUnit;
  }

  #open(): OpenCells {
    const state = this.#state;
    if (!(state instanceof PackedCells)) return state;
    const open: OpenCells = { cells: new Uint8Array(), pages: new Map(), spare: [] };
    for (const [page, bytes] of state.pages()) {
      const place = writable(open, page, state.size);
      open.cells.set(bytes, place);
    }
    this.#state = open;
    return open;
  }

  #check(at: number, length: number): void {
    if (at < 0 || length < 0 || at + length > this.sizeBytes) {
      throw outside(`${length} bytes at ${at} of ${this.sizeBytes}`);
    }
  }
}

/** Puts the pages that were written where they belong in bytes that are mostly erased: a whole slot of an image. */
function readWritten({ pages, cells }: OpenCells, at: number, bytes: Uint8Array): void {
  const end = at + bytes.length;
  for (const [page, place] of pages) {
    const pageAt = page * pageBytes;
    const [from, until] = [Math.max(at, pageAt), Math.min(end, pageAt + pageBytes)];
    if (from >= until) continue;
    bytes.set(cells.subarray(place + from - pageAt, place + until - pageAt), from - at);
  }
}

function drop(state: OpenCells, page: number): void {
  const place = state.pages.get(page);
  if (place === undefined) return;
  state.pages.delete(page);
  state.spare.push(place);
}

function clear(
  { pages, cells }: OpenCells,
  page: number,
  { from, count }: { readonly from: number; readonly count: number },
): void {
  const place = pages.get(page);
  if (place !== undefined) cells.fill(0xff, place + from, place + from + count);
}

/** Where the cells of a page lie, from now on. */
function writable(state: OpenCells, page: number, growth = growthPages): number {
  const known = state.pages.get(page);
  if (known !== undefined) return known;
  if (state.spare.length === 0) grow(state, growth);
  const place = state.spare.pop() ?? 0;
  state.cells.fill(0xff, place, place + pageBytes);
  state.pages.set(page, place);
  return place;
}

function grow(state: OpenCells, growth: number): void {
  const before = state.cells.length;
  const pages = Math.max(growth, (before / pageBytes) >> 3);
  const cells = new Uint8Array(before + pages * pageBytes);
  cells.set(state.cells);
  state.cells = cells;
  for (let i = pages - 1; i >= 0; i -= 1) state.spare.push(before + i * pageBytes);
}

function outside(came: string): UsageError {
  return new UsageError({
    code: 'FLASH_RANGE',
    expected: 'a flash operation inside the chip',
    came: `it asked for ${came}`,
    next: 'compare the flash map with the size of the chip',
  });
}
