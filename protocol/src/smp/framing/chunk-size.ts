import { UsageError } from '../../errors.ts';
import { frameBytes, messageBytesMaxOf } from './console-frame.ts';
import { SmpHeader } from '../header.ts';

/** What the peer can take, as its parameters command says. */
export interface BufferParams {
  /** `buf_size`: reassembly buffer, shared by message, length and CRC. */
  readonly bufferBytes: number;
  /** `buf_count`: one of them is needed for the answer. */
  readonly bufferCount: number;
}

/** Flash is written in units of up to 32 bytes; a piece that ends inside one is asked for again. */
export const chunkAlignmentBytes = 32;

/**
 * Where the piece that starts here ends: as far as one message carries, at a multiple of the
 * alignment, or at the end.
 *
 * `emptyRequestBytes` is the size of the encoded request with no data in it.
 */
export function chunkEnd(
  offset: number,
  totalBytes: number,
  emptyRequestBytes: number,
  bufferBytes: number,
): number {
  const room = messageBytesMaxOf(bufferBytes) - SmpHeader.sizeBytes - emptyRequestBytes;
  // The empty byte string already has one byte of length; more data needs one or two more.
  const dataBytesMax = room <= 23 ? room : Math.max(23, room - (room - 1 <= 0xff ? 1 : 2));
  if (dataBytesMax <= 0) throw bufferTooSmall(bufferBytes);
  if (offset + dataBytesMax >= totalBytes) return totalBytes;
  const aligned = offset + dataBytesMax - ((offset + dataBytesMax) % chunkAlignmentBytes);
  return aligned > offset ? aligned : offset + dataBytesMax;
}

/**
 * How many requests may be under way: one buffer stays free for the answer, and the wire holds so
 * much.
 */
export function windowOf(params: BufferParams, inFlightBytesMax: number): number {
  const largest = frameBytes(messageBytesMaxOf(params.bufferBytes));
  return Math.max(1, Math.min(params.bufferCount - 1, Math.floor(inFlightBytesMax / largest)));
}

export function bufferTooSmall(bufferBytes: number): UsageError {
  return new UsageError({
    code: 'SMP_BUFFER_SMALL',
    expected: 'a buffer that takes a request with data in it',
    came: `the device has ${bufferBytes} bytes`,
    next: 'build the firmware with a larger SMP buffer',
  });
}
