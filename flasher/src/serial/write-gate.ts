import type { FlasherClock } from './clock.ts';

export const chunkBytesMax = 256;
export const inFlightBytesMax = 4096;

/**
 * Holds writes back while too much was sent without a byte of answer. serialport's Linux binding
 * forgets that it waits for input when it has to wait for output, so the kernel's buffer must never
 * fill; 4 KiB never did in any trial.
 *
 * A peer that says nothing for `quietMs` has lost the bytes, or needs no answer for them: they no
 * longer count.
 */
export class WriteGate {
  private readonly clock: FlasherClock;
  private readonly quietMs: number;
  private inFlightBytes = 0;
  private release: (() => void) | undefined;

  constructor(clock: FlasherClock, quietMs: number) {
    this.clock = clock;
    this.quietMs = quietMs;
  }

  /** Resolves when `bytes` more may be written. Called by one writer at a time. */
  async pass(bytes: number): Promise<void> {
    if (this.inFlightBytes + bytes > inFlightBytesMax) {
      await new Promise<void>((resolve) => {
        const cancel = this.clock.after(this.quietMs, resolve);
        this.release = () => {
          cancel();
          resolve();
        };
      });
      this.release = undefined;
      this.inFlightBytes = 0;
    }
    this.inFlightBytes += bytes;
  }

  /** Something arrived: the peer is alive and has read. */
  open(): void {
    this.inFlightBytes = 0;
    this.release?.();
  }
}
