import { InternalError, LinkError } from '@feierabend/protocol';

/** More than this is never under way between two instants of a feed. */
const bytesMaxDefault = 1024 * 1024;

/** Bytes that arrived on a port and wait until somebody takes them, counted. */
export class ByteQueue {
  readonly #bytesMax: number;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #overrun = false;
  #wanted: { readonly bytes: number; readonly wake: () => void } | undefined;

  constructor(bytesMax = bytesMaxDefault) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What goes beyond the limit is lost, and the next {@link has} says so. */
  push(chunk: Uint8Array): void {
    if (this.#bytes + chunk.length > this.#bytesMax) {
      this.#overrun = true;
    } else {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
    }
    if (this.#overrun || this.#bytes >= (this.#wanted?.bytes ?? Infinity)) this.#wanted?.wake();
  }

  /** Resolves when that many bytes are there; fails with a {@link LinkError} at the deadline, or after an overrun. */
  async has(bytes: number, deadlineMs: number): Promise<void> {
    if (this.#bytes < bytes && !this.#overrun) await this.#arrival(bytes, deadlineMs);
    if (this.#overrun) throw overrun(this.#bytesMax);
    if (this.#bytes < bytes) throw short(bytes, this.#bytes, deadlineMs);
  }

  /** Takes exactly that many bytes, which must be there. */
  take(bytes: number): Uint8Array {
    if (bytes > this.#bytes) throw new InternalError(`${bytes} of ${this.#bytes} bytes were taken`);
    const taken = new Uint8Array(bytes);
    let filled = 0;
    while (filled < bytes) {
      const chunk = this.#chunks.shift() ?? new Uint8Array();
      const part = chunk.subarray(0, bytes - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length < chunk.length) this.#chunks.unshift(chunk.subarray(part.length));
    }
    this.#bytes -= bytes;
    return taken;
  }

  async #arrival(bytes: number, deadlineMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((wake) => {
      timer = setTimeout(wake, deadlineMs);
      this.#wanted = { bytes, wake };
    });
    clearTimeout(timer);
    this.#wanted = undefined;
  }
}

function overrun(bytesMax: number): LinkError {
  return new LinkError({
    code: 'FEED_OVERRUN',
    expected: `at most ${bytesMax} bytes ahead of the schedule`,
    came: 'more were sent and are lost',
    next: 'start the tracker again, and announce bytes with `advance` before sending more',
  });
}

function short(wanted: number, there: number, deadlineMs: number): LinkError {
  return new LinkError({
    code: 'FEED_SHORT',
    expected: `${wanted} bytes on the GNSS port`,
    came: `${there} arrived in ${deadlineMs} ms`,
    next: 'send what was announced, on the same port',
  });
}
