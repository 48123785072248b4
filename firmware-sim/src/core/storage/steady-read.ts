import { isCleared } from './flash-format.ts';
import type { Flash } from '../ports.ts';

/** A read may come wrong once; what stays wrong so often is wrong in the cells. */
const readTriesMax = 4;

/** Reads until `accept` makes something of the bytes; undefined when it never does. */
export function readSteady<T>(
  flash: Flash,
  place: { readonly at: number; readonly length: number },
  accept: (bytes: Uint8Array) => T | undefined,
): T | undefined {
  for (let tries = 0; tries < readTriesMax; tries += 1) {
    const accepted = accept(flash.read(place.at, place.length));
    if (accepted !== undefined) return accepted;
  }
  return undefined;
}

/** Whether the cells hold what `is` asks for, in one of a few reads. */
export function holdsSteady(
  flash: Flash,
  place: { readonly at: number; readonly length: number },
  is: (bytes: Uint8Array) => boolean,
): boolean {
  return readSteady(flash, place, (bytes) => (is(bytes) ? true : undefined)) === true;
}

/** What was written is read back in pieces, as a processor does that has little memory to spare. */
export const readBackBytes = 64;

/** Whether the cells behind `at` hold what was written there, as far as the piece from `from` on goes. */
export function holdsPart(flash: Flash, at: number, bytes: Uint8Array, from: number): boolean {
  const length = Math.min(readBackBytes, bytes.length - from);
  for (let tries = 0; tries < readTriesMax; tries += 1) {
    const read = flash.read(at + from, length);
    let index = 0;
    while (index < length && read[index] === bytes[from + index]) index += 1;
    if (index === length) return true;
  }
  return false;
}

/** Whether a byte that was programmed to 0 reads so. */
export function isSteadilyCleared(flash: Flash, at: number): boolean {
  for (let tries = 0; tries < readTriesMax; tries += 1) {
    if (isCleared(flash.read(at, 1)[0])) return true;
  }
  return false;
}
