import type { FlasherClock } from './clock.ts';

export const chunkBytesMax = 256;
export const inFlightBytesMax = 4096;

/**
 * Holds writes back while more was sent than a line can have carried by now. serialport's Linux
 * binding forgets that it waits for input when it has to wait for output, so the kernel's buffer
 * must never fill; 4 KiB never did in any trial.
 *
 * What was sent stops to count when the line has had the time to carry it, or when anything comes
 * back: then the peer is alive and has read.
 */
export class WriteGate {
  private readonly clock: FlasherClock;
  private readonly bytesPerMs: number;
  private inFlightBytes = 0;
  private countedAtMs: number;
  private release: (() => void) | undefined;

  constructor(clock: FlasherClock, bytesPerS: number) {
    this.clock = clock;
    this.bytesPerMs = bytesPerS / 1000;
    this.countedAtMs = clock.now();
  }

  /** Resolves when `bytes` more may be written. Called by one writer at a time. */
  async pass(bytes: number): Promise<void> {
    this.carry();
    const excessBytes = this.inFlightBytes + bytes - inFlightBytesMax;
    if (excessBytes > 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.clock.after(excessBytes / this.bytesPerMs, resolve);
        this.release = () => {
          cancel();
          resolve();
        };
      });
      this.release = undefined;
      this.carry();
    }
    this.inFlightBytes += bytes;
  }

  /** Something arrived: the peer is alive and has read. */
  open(): void {
    this.inFlightBytes = 0;
    this.release?.();
  }

  /** Takes off what the line carried since the last look. */
  private carry(): void {
    const nowMs = this.clock.now();
    const carriedBytes = (nowMs - this.countedAtMs) * this.bytesPerMs;
    this.inFlightBytes = Math.max(0, this.inFlightBytes - carriedBytes);
    this.countedAtMs = nowMs;
  }
}
