import { UsageError } from '../errors.ts';
import { failed, ok, type Result } from '../result.ts';

/**
 * Sizes a sealed plaintext may have. Few, because an observer of the link sees sizes, and the size
 * of a batch tells driving from standing. Beyond the last one, multiples of it.
 */
export const paddingSteps: readonly number[] = [
  64, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096,
];

/** Sizes of a single record on its own: every kind of record fits the first one. */
export const stagedSteps: readonly number[] = [24, 48];

/** ISO/IEC 7816-4: a marker byte 0x80, then zeros. */
const marker = 0x80;

/** The size `bytes` bytes have after padding; at least one more, for the marker. */
export function paddedBytes(bytes: number, steps: readonly number[] = paddingSteps): number {
  const needed = bytes + 1;
  const step = steps.find((size) => size >= needed);
  if (step !== undefined) return step;
  const last = steps[steps.length - 1];
  if (last === undefined || last < 1) {
    throw new UsageError({
      code: 'PADDING_STEPS',
      expected: 'padding steps in ascending order, at least one',
      came: 'there was none',
      next: 'leave the argument out to use the standard steps',
    });
  }
  return Math.ceil(needed / last) * last;
}

/** Pads to the next of `steps`. */
export function padToStep(bytes: Uint8Array, steps: readonly number[] = paddingSteps): Uint8Array {
  const padded = new Uint8Array(paddedBytes(bytes.length, steps));
  padded.set(bytes);
  padded[bytes.length] = marker;
  return padded;
}

/** Removes the padding, whatever steps the sender used. */
export function unpad(bytes: Uint8Array): Result<Uint8Array> {
  let at = bytes.length - 1;
  while (at >= 0 && bytes[at] === 0) at -= 1;
  if (at >= 0 && bytes[at] === marker) return ok(bytes.slice(0, at));
  return failed({
    code: 'PADDING_INVALID',
    expected: 'a plaintext that ends with the byte 0x80 and zeros (ISO/IEC 7816-4)',
    came: at < 0 ? 'it had no marker byte' : 'another byte stood where the marker belongs',
    next: 'check that sender and receiver speak the same protocol version',
  });
}
