import { entryFlagAt, entryHeaderBytes } from '../../core/storage/flash-format.ts';
import type { Defect } from './life.ts';

/**
 * A log that clears the `written` byte of an entry together with the rest, instead of last, and does not notice when it reads
 * back: as long as power stays, nobody can tell.
 */
export const commitsTooEarly: Defect = (flash) => {
  const early = new Set<number>();
  return {
    sizeBytes: flash.sizeBytes,
    eraseBlockBytes: flash.eraseBlockBytes,
    erase: (blockAt) => flash.erase(blockAt),
    read: (at, length) => {
      const bytes = flash.read(at, length);
      for (const flag of early) if (flag >= at && flag < at + length) bytes[flag - at] = 0xff;
      return bytes;
    },
    program: (at, bytes) => {
      const isEntry = bytes.length > entryHeaderBytes && bytes[entryFlagAt.written] === 0xff;
      if (isEntry) early.add(at + entryFlagAt.written);
      else early.delete(at);
      flash.program(at, isEntry ? bytes.with(entryFlagAt.written, 0) : bytes);
    },
  };
};
