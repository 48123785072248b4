import { concatBytes } from '../../bytes.ts';
import { encodeBase64 } from './base64.ts';
import { crc16 } from './crc16.ts';

/**
 * First two bytes of the first line of a frame ("SMP over console", Zephyr `smp_transport.rst`).
 */
export const frameStart = [0x06, 0x09] as const;
/** First two bytes of every further line. */
export const frameContinuation = [0x04, 0x14] as const;
export const lineFeed = 0x0a;

const crcBytes = 2;
/** Length field and CRC, which share the receiver's buffer with the message. */
export const frameOverheadBytes = 2 + crcBytes;
/** 124 base64 characters: with marker and line feed a line has at most 127 bytes. */
const rawLineBytesMax = 93;

/** Cuts a message into the lines of one frame. */
export function encodeConsoleFrame(message: Uint8Array): Uint8Array {
  const length = message.length + crcBytes;
  const crc = crc16(message);
  const packet = concatBytes(
    Uint8Array.of(length >> 8, length & 0xff),
    message,
    Uint8Array.of(crc >> 8, crc & 0xff),
  );
  const frame = new Uint8Array(frameBytes(message.length));
  let to = 0;
  for (let from = 0; from < packet.length; from += rawLineBytesMax) {
    frame.set(from === 0 ? frameStart : frameContinuation, to);
    const text = encodeBase64(packet.subarray(from, from + rawLineBytesMax));
    frame.set(text, to + 2);
    to += 2 + text.length;
    frame[to] = lineFeed;
    to += 1;
  }
  return frame;
}

/** How many bytes a message of this size takes on the wire. */
export function frameBytes(messageBytes: number): number {
  const packetBytes = messageBytes + frameOverheadBytes;
  const fullLines = Math.floor(packetBytes / rawLineBytesMax);
  const lastLineBytes = packetBytes % rawLineBytesMax;
  const lastLine = lastLineBytes === 0 ? 0 : Math.ceil(lastLineBytes / 3) * 4 + 3;
  return fullLines * ((rawLineBytesMax / 3) * 4 + 3) + lastLine;
}

/**
 * The largest message for a peer with a reassembly buffer of this size (SMP parameter `buf_size`).
 * However large that is, the length field of a frame ends at 65,535, and counts the CRC.
 */
export function messageBytesMaxOf(bufferBytes: number): number {
  return Math.min(bufferBytes - frameOverheadBytes, 0xffff - crcBytes);
}
