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
