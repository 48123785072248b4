import {
  blockHeaderBytes,
  entryBytes,
  entryHeaderBytes,
  isBlank,
  readEntryHeader,
} from './flash-format.ts';
import type { FlashArea } from './flash-map.ts';
import type { Flash } from '../ports.ts';

export interface ScrubbedBlock {
  readonly at: number;
  /** How far entries reach. */
  readonly usedBytes: number;
  /** Addresses of the entries that stay. */
  readonly kept: ReadonlySet<number>;
}

/** Programs every payload of a block to zeros that does not stay; false when a cell did not take it. */
export function scrubBlock(flash: Flash, { at: start, usedBytes, kept }: ScrubbedBlock): boolean {
  let used = blockHeaderBytes;
  let isGone = true;
  while (used + entryHeaderBytes <= usedBytes) {
    const at = start + used;
    const header = readEntryHeader(flash.read(at, entryHeaderBytes));
    // Where a header is none, nobody knows where the next entry begins, and nothing behind it stays.
    const length = header?.length ?? usedBytes - used - entryHeaderBytes;
    if (!kept.has(at)) isGone = overwrite(flash, at + entryHeaderBytes, length) && isGone;
    used += entryBytes(length);
  }
  return isGone;
}

/** Erases an area and reads it back; false when a block did not erase. */
export function eraseArea(flash: Flash, { at, sizeBytes }: FlashArea): boolean {
  let isGone = true;
  for (let block = at; block < at + sizeBytes; block += flash.eraseBlockBytes) {
    const isErased = () => isBlank(flash.read(block, flash.eraseBlockBytes));
    if (!isErased()) flash.erase(block);
    isGone = isErased() && isGone;
  }
  return isGone;
}

function overwrite(flash: Flash, at: number, length: number): boolean {
  const isZero = () => flash.read(at, length).every((byte) => byte === 0);
  if (!isZero()) flash.program(at, new Uint8Array(length));
  return isZero();
}
