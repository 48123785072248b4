import { decodeBase64 } from './base64.ts';
import { frameContinuation, frameStart, lineFeed } from './console-frame.ts';
import { crc16 } from './crc16.ts';

export interface ConsoleDeframerOptions {
  /** Frames of larger messages are dropped as soon as their length is seen. */
  readonly messageBytesMax: number;
  /** Longest line, line feed included; Zephyr and MCUboot take 128. */
  readonly lineBytesMax?: number;
  /** Gets every line that is no part of a frame, without its line end: boot banners, log lines. */
  readonly onText?: (line: Uint8Array) => void;
}

const carriageReturn = 0x0d;

/**
 * Finds SMP messages in what comes from a console. A damaged frame is dropped without an answer, as
 * the protocol wants it: to repeat is the client's part. Memory is bounded by one line and one
 * message, whatever arrives.
 */
export class ConsoleDeframer {
  readonly #messageBytesMax: number;
  readonly #onText: (line: Uint8Array) => void;
  readonly #line: Uint8Array;
  #lineBytes = 0;
  #overlong = false;
  #packet: Packet | undefined;
  #dropped = 0;

  constructor(options: ConsoleDeframerOptions) {
    this.#messageBytesMax = options.messageBytesMax;
    this.#line = new Uint8Array((options.lineBytesMax ?? 128) - 1);
    this.#onText = options.onText ?? (() => {});
  }

  /** Frames that began and came to nothing. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes bytes as they come, in any pieces, and gives the messages they complete. */
  push(bytes: Uint8Array): Uint8Array[] {
    const messages: Uint8Array[] = [];
    for (const byte of bytes) {
      if (byte === lineFeed) {
        const message = this.#endLine();
        if (message !== undefined) messages.push(message);
      } else if (this.#lineBytes < this.#line.length) {
        this.#line[this.#lineBytes] = byte;
        this.#lineBytes += 1;
      } else {
        this.#overlong = true;
      }
    }
    return messages;
  }

  /** Takes one line, for who splits at the line feed already; gives the message it completes. */
  acceptLine(line: Uint8Array): Uint8Array | undefined {
    let end = line.length;
    if (line[end - 1] === lineFeed) end -= 1;
    if (end > this.#line.length) return this.#refuseLine(line);
    if (line[end - 1] === carriageReturn) end -= 1;
    if (startsWith(line, frameStart)) return this.#start(line.subarray(2, end));
    if (startsWith(line, frameContinuation)) return this.#continue(line.subarray(2, end));
    if (end > 0) this.#onText(line.slice(0, end));
    return undefined;
  }

  #endLine(): Uint8Array | undefined {
    const line = this.#line.subarray(0, this.#lineBytes);
    const overlong = this.#overlong;
    this.#lineBytes = 0;
    this.#overlong = false;
    return overlong ? this.#refuseLine(line) : this.acceptLine(line);
  }

  /**
   * An overlong log line between two lines of a frame does it no harm; an overlong part of the
   * frame does.
   */
  #refuseLine(line: Uint8Array): undefined {
    if (startsWith(line, frameStart)) {
      this.#drop();
      this.#dropped += 1;
    } else if (startsWith(line, frameContinuation)) {
      this.#drop();
    }
  }

  #start(text: Uint8Array): Uint8Array | undefined {
    this.#drop();
    const part = decodeBase64(text);
    const length = part === undefined ? 0 : ((part[0] ?? 0) << 8) | (part[1] ?? 0);
    if (part === undefined || part.length < 2 || length < 3 || length - 2 > this.#messageBytesMax) {
      this.#dropped += 1;
      return undefined;
    }
    this.#packet = { bytes: new Uint8Array(length), filled: 0 };
    return this.#append(part.subarray(2));
  }

  #continue(text: Uint8Array): Uint8Array | undefined {
    if (this.#packet === undefined) return undefined;
    const part = decodeBase64(text);
    return part === undefined ? this.#drop() : this.#append(part);
  }

  #append(part: Uint8Array): Uint8Array | undefined {
    const packet = this.#packet;
    if (packet === undefined) return undefined;
    if (packet.filled + part.length > packet.bytes.length) return this.#drop();
    packet.bytes.set(part, packet.filled);
    packet.filled += part.length;
    if (packet.filled < packet.bytes.length) return undefined;
    const message = packet.bytes.slice(0, -2);
    const crc = ((packet.bytes.at(-2) ?? 0) << 8) | (packet.bytes.at(-1) ?? 0);
    if (crc16(message) !== crc) return this.#drop();
    this.#packet = undefined;
    return message;
  }

  /** Forgets a frame that is under way. */
  #drop(): undefined {
    if (this.#packet !== undefined) this.#dropped += 1;
    this.#packet = undefined;
  }
}

interface Packet {
  readonly bytes: Uint8Array;
  filled: number;
}

function startsWith(line: Uint8Array, marker: readonly [number, number]): boolean {
  return line[0] === marker[0] && line[1] === marker[1];
}
