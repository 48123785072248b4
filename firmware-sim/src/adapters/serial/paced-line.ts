import type { Cancel, Clock } from '../../core/ports.ts';

/** How long a burst may be that leaves at once: what a UART's FIFO and one scheduler tick hide anyway. */
const burstMs = 2;
/** A sender that ignores the speed of the line for this long loses bytes, as at a UART without flow control. */
const queuedBytesMax = 256 * 1024;

/**
 * One direction of a UART: lets bytes through no faster than the line would carry them, 10 bits for each byte (8N1).
 * Without a baud rate everything passes at once.
 */
export class PacedLine {
  readonly #clock: Clock;
  readonly #bytesPerMs: number | undefined;
  readonly #deliver: (bytes: Uint8Array) => void;
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #creditBytes = 0;
  #creditAtMs = 0;
  #cancel: Cancel | undefined;

  constructor(parts: {
    readonly clock: Clock;
    readonly baudRate: number | undefined;
    readonly deliver: (bytes: Uint8Array) => void;
  }) {
    this.#clock = parts.clock;
    this.#bytesPerMs = parts.baudRate === undefined ? undefined : parts.baudRate / 10_000;
    this.#deliver = parts.deliver;
  }

  push(bytes: Uint8Array): void {
    if (this.#bytesPerMs === undefined) {
      this.#deliver(bytes);
      return;
    }
    const taken = bytes.subarray(0, queuedBytesMax - this.#queuedBytes);
    if (taken.length === 0) return;
    if (this.#cancel === undefined) {
      this.#creditAtMs = this.#clock.uptimeMs();
      this.#creditBytes = 0;
    }
    this.#queue.push(taken);
    this.#queuedBytes += taken.length;
    this.#schedule(this.#bytesPerMs);
  }

  /** Forgets what is under way, as a power cut does. */
  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#queue.length = 0;
    this.#queuedBytes = 0;
  }

  #schedule(bytesPerMs: number): void {
    this.#cancel ??= this.#clock.after(burstMs, () => this.#drain(bytesPerMs));
  }

  #drain(bytesPerMs: number): void {
    this.#cancel = undefined;
    const nowMs = this.#clock.uptimeMs();
    this.#creditBytes += (nowMs - this.#creditAtMs) * bytesPerMs;
    this.#creditAtMs = nowMs;
    let next = this.#queue[0];
    while (next !== undefined && this.#creditBytes >= 1) {
      const count = Math.min(next.length, Math.floor(this.#creditBytes));
      this.#creditBytes -= count;
      this.#queuedBytes -= count;
      if (count === next.length) this.#queue.shift();
      else this.#queue[0] = next.subarray(count);
      this.#deliver(next.subarray(0, count));
      next = this.#queue[0];
    }
    if (next !== undefined) this.#schedule(bytesPerMs);
  }
}
