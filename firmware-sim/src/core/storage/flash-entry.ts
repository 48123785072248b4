import { entryCrc, entryHeaderBytes, readEntryHeader, type EntryHeader } from './flash-format.ts';
import { readSteady } from './steady-read.ts';
import type { Flash } from '../ports.ts';

export interface SoundEntry {
  readonly header: EntryHeader;
  readonly payload: Uint8Array;
}

/** An entry with its payload of that length; undefined when it does not match its CRC, however often it is read. */
export function readEntry(flash: Flash, at: number, payloadBytes: number): SoundEntry | undefined {
  return readSteady(flash, { at, length: entryHeaderBytes + payloadBytes }, (bytes) => {
    const header = readEntryHeader(bytes.subarray(0, entryHeaderBytes));
    const payload = bytes.slice(entryHeaderBytes);
    if (header?.length !== payloadBytes) return undefined;
    return header.crc === entryCrc(header.sequence, payload) ? { header, payload } : undefined;
  });
}
