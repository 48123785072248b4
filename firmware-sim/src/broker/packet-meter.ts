/**
 * Watches the sizes of MQTT control packets in a byte stream without keeping any of it.
 *
 * The broker's parser collects a packet of up to 256 MiB before anybody can judge it, so the length
 * is read here, from the fixed header (MQTT 3.1.1, 2.2.3), as soon as its bytes arrive.
 */
export class PacketMeter {
  readonly #packetBytesMax: number;
  /** Bytes of the current packet's body still to come. */
  #rest = 0;
  /** Undefined between packets; otherwise the header is being read. */
  #header: { bytes: number; length: number; factor: number } | undefined;
  #broken = false;

  constructor(packetBytesMax: number) {
    this.#packetBytesMax = packetBytesMax;
  }

  /**
   * False as soon as a packet is longer than allowed or its length is not a number; from then on
   * always.
   */
  accept(chunk: Uint8Array): boolean {
    let at = 0;
    while (!this.#broken && at < chunk.length) {
      if (this.#rest > 0) {
        const taken = Math.min(this.#rest, chunk.length - at);
        this.#rest -= taken;
        at += taken;
      } else {
        this.#readHeader(chunk[at] ?? 0);
        at += 1;
      }
    }
    return !this.#broken;
  }

  #readHeader(byte: number): void {
    if (this.#header === undefined) {
      this.#header = { bytes: 1, length: 0, factor: 1 };
      return;
    }
    const header = this.#header;
    header.bytes += 1;
    header.length += (byte & 0x7f) * header.factor;
    header.factor *= 128;
    const isLast = (byte & 0x80) === 0;
    if (header.bytes + header.length > this.#packetBytesMax || (!isLast && header.bytes === 5)) {
      this.#broken = true;
      return;
    }
    if (!isLast) return;
    this.#rest = header.length;
    this.#header = undefined;
  }
}
