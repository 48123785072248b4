import {
  chunkEnd,
  frameBytes,
  ImageUploadRequest,
  SmpHeader,
  type BufferParams,
} from '@feierabend/protocol';

/** Start and stop bit beside eight data bits (8N1). */
const lineBitsPerByte = 10;

/**
 * CBOR takes two bytes more for an offset from 64 KiB on; whichever chunk fits its lines better sets
 * the limit.
 */
const typicalOffsets = [0x8000, 0x2_0000];

/**
 * Payload bytes per second of a serial line that is never idle: what pipelining reaches at best
 * with console framing and this device's buffer. Answers travel the other way and cost nothing.
 */
export function lineLimitBytesPerS(baudRate: number, { bufferBytes }: BufferParams): number {
  const payloadShares = typicalOffsets.map((offset) => payloadShare(offset, bufferBytes));
  return (baudRate / lineBitsPerByte) * Math.max(...payloadShares);
}

/** Of the bytes that a full chunk at this offset takes on the wire, those that are the image. */
function payloadShare(offset: number, bufferBytes: number): number {
  const emptyBytes = ImageUploadRequest.encode({ off: offset, data: new Uint8Array() }).length;
  const chunkBytes = chunkEnd(offset, Number.MAX_SAFE_INTEGER, emptyBytes, bufferBytes) - offset;
  const request = { off: offset, data: new Uint8Array(chunkBytes) };
  const messageBytes = SmpHeader.sizeBytes + ImageUploadRequest.encode(request).length;
  return chunkBytes / frameBytes(messageBytes);
}
