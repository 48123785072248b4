import { decodeEntry } from '@feierabend/protocol';

/** By the bytes in an opened page, which every checker of a device is given: they are read once for all of them. */
const known = new WeakMap<Uint8Array, ReturnType<typeof decodeEntry>>();

export function entryOf(bytes: Uint8Array): ReturnType<typeof decodeEntry> {
  let entry = known.get(bytes);
  if (entry === undefined) {
    entry = decodeEntry(bytes);
    known.set(bytes, entry);
  }
  return entry;
}
