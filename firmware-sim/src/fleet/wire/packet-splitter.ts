/** What a peer must not send: a length that is none, or a packet longer than is taken. */
export type SplitProblem = 'garbled' | 'too long';

export interface PacketSink {
  /** One whole packet, at `[at, end)`; the bytes are read again by the next one as soon as this returns. */
  packet(bytes: Buffer, at: number, end: number): void;
  /** Whether a packet may begin with this byte now; what is none need not be waited for to its end. */
  expects(type: number): boolean;
  /** Nothing more is wanted. */
  readonly isOver: boolean;
}

const heldBytesMin = 64;
const incomplete = 0;
const malformed = -1;

/** Cuts the bytes of one connection into packets, in the buffer they were read into. Only a torn packet is copied. */
export class PacketSplitter {
  #held: Buffer | undefined;
  #heldBytes = 0;

  /** The first bytes of a buffer, as many as were read into it. */
  push(
    chunk: Buffer,
    length: number,
    sink: PacketSink,
    packetBytesMax: number,
  ): SplitProblem | undefined {
    let at = 0;
    while (at < length || this.#held !== undefined) {
      if (sink.isOver) return undefined;
      if (this.#held === undefined) {
        if (!sink.expects(chunk[at] ?? 0)) return 'garbled';
        const total = packetBytes(chunk, at, length);
        if (total === malformed) return 'garbled';
        if (total > packetBytesMax) return 'too long';
        if (total === incomplete || at + total > length) {
          this.#hold(chunk, at, length);
          return undefined;
        }
        sink.packet(chunk, at, at + total);
        at += total;
        continue;
      }
      const total = packetBytes(this.#held, 0, this.#heldBytes);
      if (total === malformed) return 'garbled';
      if (total > packetBytesMax) return 'too long';
      const missing = total === incomplete ? 1 : total - this.#heldBytes;
      if (missing > 0) {
        if (at === length) return undefined;
        const end = Math.min(length, at + missing);
        this.#hold(chunk, at, end);
        at = end;
        continue;
      }
      const { held } = this.#release();
      sink.packet(held, 0, total);
    }
    return undefined;
  }

  #release(): { readonly held: Buffer } {
    const held = this.#held ?? Buffer.alloc(0);
    this.#held = undefined;
    this.#heldBytes = 0;
    return { held };
  }

  /** Grows with what really came, not with what a header announces. */
  #hold(chunk: Buffer, at: number, end: number): void {
    const bytes = this.#heldBytes + end - at;
    if (this.#held === undefined || bytes > this.#held.length) {
      const grown = Buffer.allocUnsafeSlow(
        Math.max(heldBytesMin, 2 ** Math.ceil(Math.log2(bytes))),
      );
      this.#held?.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    chunk.copy(this.#held, this.#heldBytes, at, end);
    this.#heldBytes = bytes;
  }
}

/** Length of the packet that begins there, with its header (MQTT 5.0 section 1.5.5, 2.1.4). */
function packetBytes(bytes: Buffer, at: number, end: number): number {
  let value = 0;
  for (let i = 1; i <= 4; i += 1) {
    if (at + i >= end) return incomplete;
    const byte = bytes[at + i] ?? 0;
    value |= (byte & 0x7f) << (7 * (i - 1));
    if (byte < 0x80) return 1 + i + value;
  }
  return malformed;
}
