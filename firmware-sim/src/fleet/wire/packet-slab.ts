const slabBytes = 64 * 1024;

/**
 * Memory for packets on their way into sockets, one after the other in a slab that all connections share. What a socket took
 * at once is used again for the next packet; a slab of which something waits in a socket is left to that socket when it is
 * full, and freed with it.
 */
export class PacketSlab {
  #bytes = Buffer.allocUnsafeSlow(slabBytes);
  #start = 0;
  #end = 0;

  /** What was written and not taken. */
  get pendingBytes(): number {
    return this.#end - this.#start;
  }

  /** Room for a packet behind what is pending: where to write it. */
  reserve(length: number): { readonly bytes: Buffer; readonly at: number } {
    const pending = this.pendingBytes;
    if (this.#end + length > this.#bytes.length) {
      const bytes = Buffer.allocUnsafeSlow(Math.max(slabBytes, pending + length));
      this.#bytes.copy(bytes, 0, this.#start, this.#end);
      this.#bytes = bytes;
      this.#start = 0;
      this.#end = pending;
    }
    const at = this.#end;
    this.#end += length;
    return { bytes: this.#bytes, at };
  }

  /** What is pending, for a socket. */
  take(): Buffer {
    const taken = this.#bytes.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return taken;
  }

  /** The socket needs it no longer: the room of what was taken last is free again. */
  reuse(taken: Buffer): void {
    if (taken.byteOffset + taken.length !== this.#start || taken.buffer !== this.#bytes.buffer) {
      return;
    }
    if (this.#end !== this.#start) return;
    this.#start -= taken.length;
    this.#end = this.#start;
  }
}
