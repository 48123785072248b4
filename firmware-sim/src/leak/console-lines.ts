/** Longer lines are no SMP console frame; the limit keeps memory bounded. */
const lineBytesMax = 512;

const lineFeed = 0x0a;

/**
 * Undoes the base64 of SMP console lines (06 09 begins a packet, 04 14 goes on), so that the search
 * sees what a serial line really carried. Nothing is checked: a damaged frame leaks as well as a
 * whole one.
 */
export class ConsoleLines {
  #line: number[] = [];

  /** Payload bytes of the lines that end in these bytes. */
  push(bytes: Uint8Array): Uint8Array[] {
    const payloads: Uint8Array[] = [];
    for (const byte of bytes) {
      if (byte !== lineFeed) {
        if (this.#line.length <= lineBytesMax) this.#line.push(byte);
        continue;
      }
      const payload = framePayload(this.#line);
      if (payload !== undefined) payloads.push(payload);
      this.#line = [];
    }
    return payloads;
  }
}

function framePayload(line: readonly number[]): Uint8Array | undefined {
  const begins = line[0] === 0x06 && line[1] === 0x09;
  const goesOn = line[0] === 0x04 && line[1] === 0x14;
  if ((!begins && !goesOn) || line.length > lineBytesMax) return undefined;
  return Buffer.from(String.fromCharCode(...line.slice(2)), 'base64');
}
