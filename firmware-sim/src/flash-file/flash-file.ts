import {
  closeSync,
  fsyncSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';

import { DataError, FeierabendError } from '@feierabend/protocol';

import type { Flash } from '../core/ports.ts';
import { isBlank } from '../core/storage/flash-format.ts';
import type { NorFlash } from '../hardware/nor-flash.ts';
import {
  decodeRecord,
  encodeRecord,
  layoutDigest,
  recordBytes,
  requireSameBoard,
  type BoardMark,
  type BoardRecord,
} from './board-mark.ts';
import { lockChip, type ChipLock } from './chip-lock.ts';

type ChipSize = Pick<Flash, 'sizeBytes' | 'eraseBlockBytes'>;

/**
 * A flash chip in a file, over every end of the program. The file holds the cells as they are, and behind them which board it is
 * and how often that was switched on (docs/firmware/flash-file.md).
 *
 * **Invariant:** an operation of the flash chip is in the file before the firmware goes on, and a boot is counted in it before
 * it rolls dice. So a program that is killed is a board whose power was cut, which the firmware is made for.
 */
export class FlashFile {
  readonly #path: string;
  readonly #file: number;
  readonly #size: ChipSize;
  readonly #lock: ChipLock;
  #record: BoardRecord;
  /** What the disk did not take; the board must not go on as if it had. */
  #failed: (failure: DataError) => void = () => {};

  private constructor(
    path: string,
    parts: { file: number; size: ChipSize; lock: ChipLock; record: BoardRecord },
  ) {
    this.#path = path;
    this.#file = parts.file;
    this.#size = parts.size;
    this.#lock = parts.lock;
    this.#record = parts.record;
  }

  /**
   * Opens the chip of a board, or makes one. Throws {@link DataError} `FLASH_FILE_FORM` for what is none, `FLASH_FILE_OTHER` for
   * that of another board, `FLASH_FILE_BUSY` while another program has it, and `FLASH_FILE_WRITE`.
   */
  static async open(path: string, board: BoardMark, size: ChipSize): Promise<FlashFile> {
    const lock = await lockChip(path);
    let file: number | undefined;
    try {
      file = openChip(path, board, size);
      const record = newestRecord(path, file, size);
      requireSameBoard(path, record, board);
      return new FlashFile(path, { file, size, lock, record });
    } catch (error) {
      if (file !== undefined) closeSync(file);
      await lock.release();
      throw error instanceof FeierabendError ? error : notWritten(path, error);
    }
  }

  /** Factory programming is still to be done: on a new chip, and where it did not come to its end. */
  get isBlank(): boolean {
    return !this.#record.made;
  }

  /** Factory programming came to its end. */
  made(): void {
    this.#write({ made: true });
  }

  /** Boots that have begun. */
  get boots(): number {
    return this.#record.boots;
  }

  /** Counts a boot, and says which one it is. */
  nextBoot(): number {
    this.#write({ boots: this.boots + 1 });
    return this.boots;
  }

  /** Fills the cells with what the file has, and from then on keeps every operation on them. */
  keep(cells: NorFlash, failed: (failure: DataError) => void): Flash {
    this.#failed = failed;
    if (!this.isBlank) this.#load(cells);
    else for (let at = 0; at < cells.sizeBytes; at += 4096) this.#put(at, cells.read(at, 4096));
    return {
      sizeBytes: cells.sizeBytes,
      eraseBlockBytes: cells.eraseBlockBytes,
      read: (at, length) => cells.read(at, length),
      program: (at, bytes) => {
        cells.program(at, bytes);
        this.#put(at, cells.read(at, bytes.length));
      },
      erase: (blockAt) => {
        cells.erase(blockAt);
        this.#put(blockAt, cells.read(blockAt, cells.eraseBlockBytes));
      },
    };
  }

  async close(): Promise<void> {
    closeSync(this.#file);
    await this.#lock.release();
  }

  #load(cells: NorFlash): void {
    const { sizeBytes, eraseBlockBytes } = this.#size;
    for (let at = 0; at < sizeBytes; at += eraseBlockBytes) {
      const block = readAt(this.#file, at, eraseBlockBytes);
      if (!isBlank(block)) cells.program(at, block);
    }
  }

  #write(change: Partial<BoardRecord>): void {
    this.#record = { ...this.#record, ...change, sequence: this.#record.sequence + 1 };
    const at = this.#size.sizeBytes + (this.#record.sequence % 2) * recordBytes;
    this.#put(at, encodeRecord(this.#record), true);
  }

  #put(at: number, bytes: Uint8Array, durable = false): void {
    try {
      writeAt(this.#file, at, bytes);
      if (durable) fsyncSync(this.#file);
    } catch (error) {
      this.#failed(notWritten(this.#path, error));
    }
  }
}

/** The file, which is made when there is none: under another name first, so that it is whole or not there. */
function openChip(path: string, board: BoardMark, { sizeBytes }: ChipSize): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined) {
    if (!found.isFile()) throw notAChip(path, 'it is no plain file');
    return openSync(path, 'r+');
  }
  const record = { flash: 1, sequence: 0, boots: 0, made: false, layout: layoutDigest } as const;
  const file = openSync(`${path}.new`, 'w+');
  writeAt(file, 0, new Uint8Array(sizeBytes).fill(0xff));
  writeAt(file, sizeBytes, encodeRecord({ ...record, board: { ...board } }));
  writeAt(file, sizeBytes + recordBytes, new Uint8Array(recordBytes));
  fsyncSync(file);
  renameSync(`${path}.new`, path);
  return file;
}

function newestRecord(path: string, file: number, { sizeBytes }: ChipSize): BoardRecord {
  const { size } = fstatSync(file);
  const expected = sizeBytes + 2 * recordBytes;
  if (size !== expected) throw notAChip(path, `it has ${size} bytes, not ${expected}`);
  const [a, b] = [0, 1].map((place) =>
    decodeRecord(readAt(file, sizeBytes + place * recordBytes, recordBytes)),
  );
  const newest = (a?.sequence ?? -1) > (b?.sequence ?? -1) ? a : b;
  if (newest === undefined) throw notAChip(path, 'it does not say which board it is');
  return newest;
}

function readAt(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const count = readSync(file, bytes, done, length - done, at + done);
    if (count === 0) return bytes.subarray(0, done);
    done += count;
  }
  return bytes;
}

function writeAt(file: number, at: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, bytes.length - done, at + done);
  }
}

function notAChip(path: string, came: string): DataError {
  return new DataError({
    code: 'FLASH_FILE_FORM',
    expected: `the flash chip of a board in ${path}`,
    came,
    next: 'give a file that --flash has made, or a name that is free',
  });
}

function notWritten(path: string, cause: unknown): DataError {
  const { code = 'that it failed' } = cause as NodeJS.ErrnoException;
  return new DataError({
    code: 'FLASH_FILE_WRITE',
    expected: `to read and write ${path}`,
    came: `the system said ${code}`,
    next: 'give --flash in a folder that can be written',
    cause,
  });
}
