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
 * An offset in the middle of a firmware image: it decides how many bytes the CBOR of a chunk takes.
 */
const typicalOffset = 0x2_0000;

/**
 * Payload bytes per second of a serial line that is never idle: what pipelining reaches at best
 * with console framing and this device's buffer. Answers travel the other way and cost nothing.
 */
export function lineLimitBytesPerS(baudRate: number, { bufferBytes }: BufferParams): number {
  const empty = { off: typicalOffset, data: new Uint8Array() };
  const emptyBytes = ImageUploadRequest.encode(empty).length;
  const end = chunkEnd(typicalOffset, Number.MAX_SAFE_INTEGER, emptyBytes, bufferBytes);
  const chunkBytes = end - typicalOffset;
  const request = { off: typicalOffset, data: new Uint8Array(chunkBytes) };
  const messageBytes = SmpHeader.sizeBytes + ImageUploadRequest.encode(request).length;
  return ((baudRate / lineBitsPerByte) * chunkBytes) / frameBytes(messageBytes);
}
