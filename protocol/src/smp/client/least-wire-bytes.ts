import { frameBytes, messageBytesMaxOf } from '../framing/console-frame.ts';
import { ImageUploadRequest } from '../groups/image-group.ts';
import { SmpHeader } from '../header.ts';

/**
 * The fewest bytes an upload can take on a console: no piece is sent twice, and each is as long as
 * pays best with this buffer (a message that just misses a line costs as much as one that fills it).
 * What a client really sends is measured against it.
 */
export function leastWireBytes(totalBytes: number, bufferBytes: number): number {
  const bestByForm = new Map<number, number>();
  let wireBytes = 0;
  for (let off = 0; off < totalBytes;) {
    // Offsets with the same CBOR form have the same best piece; the first request has one of its own.
    const form = messageBytesOf(off, 0, totalBytes);
    const best = bestByForm.get(form) ?? bestPieceBytes(off, totalBytes, bufferBytes);
    bestByForm.set(form, best);
    const dataBytes = Math.min(best, totalBytes - off);
    wireBytes += frameBytes(messageBytesOf(off, dataBytes, totalBytes));
    off += dataBytes;
  }
  return wireBytes;
}

function bestPieceBytes(off: number, totalBytes: number, bufferBytes: number): number {
  const messageBytesMax = messageBytesMaxOf(bufferBytes);
  let best = { dataBytes: 1, bytesPerByte: Infinity };
  for (let dataBytes = 1; dataBytes < messageBytesMax; dataBytes += 1) {
    const messageBytes = messageBytesOf(off, dataBytes, totalBytes);
    if (messageBytes > messageBytesMax) break;
    const bytesPerByte = frameBytes(messageBytes) / dataBytes;
    if (bytesPerByte <= best.bytesPerByte) best = { dataBytes, bytesPerByte };
  }
  return best.dataBytes;
}

function messageBytesOf(off: number, dataBytes: number, totalBytes: number): number {
  const data = new Uint8Array(dataBytes);
  const first = { off, data, len: totalBytes, sha: new Uint8Array(32) };
  const request = off === 0 ? first : { off, data };
  return SmpHeader.sizeBytes + ImageUploadRequest.encode(request).length;
}
