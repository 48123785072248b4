import type { FlasherClock } from '../../serial/clock.ts';

/** Start and stop bit beside eight data bits (8N1). */
const bitsPerByte = 10;
const lineFeed = 0x0a;
/** Floating point misses a time by a hair. */
const earlyMs = 1e-6;

export interface PacedWireOptions {
  readonly clock: FlasherClock;
  readonly baudRate: number;
  /** Called when the last byte of a piece has come through. */
  readonly deliver: (bytes: Uint8Array) => void;
  /** What becomes of a piece on its way. */
  readonly spoil?: (bytes: Uint8Array) => Uint8Array;
}

interface Piece {
  readonly dueMs: number;
  readonly arrive: () => void;
}

/**
 * One direction of a serial line: each byte takes its time, and waits for those before it. A piece
 * arrives when its last byte does, and no piece is longer than a line of text, so that the time of
 * every line feed is exact.
 */
export class PacedWire {
  bytes = 0;
  private readonly options: PacedWireOptions;
  private readonly byteMs: number;
  private freeAtMs = 0;
  /** In the order of sending; a real timer may fire early or late, and must not change it. */
  private pieces: Piece[] = [];
  private cancelTimer: (() => void) | undefined;

  constructor(options: PacedWireOptions) {
    this.options = options;
    this.byteMs = (1000 * bitsPerByte) / options.baudRate;
  }

  /** Bytes that were sent and have not come through yet. */
  get queuedBytes(): number {
    return Math.max(0, this.freeAtMs - this.options.clock.now()) / this.byteMs;
  }

  send(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const lineEnd = bytes.indexOf(lineFeed, from);
      const to = lineEnd < 0 ? bytes.length : lineEnd + 1;
      this.sendPiece(bytes.subarray(from, to));
      from = to;
    }
  }

  /** Calls back when no more than so many bytes are on the way. */
  whenBelow(bytes: number, call: () => void): void {
    const waitMs = (this.queuedBytes - bytes) * this.byteMs;
    if (waitMs <= 0) call();
    else this.options.clock.after(waitMs, call);
  }

  /** What is on the way does not arrive. */
  clear(): void {
    this.pieces = [];
    this.freeAtMs = 0;
  }

  private sendPiece(piece: Uint8Array): void {
    const { clock, deliver, spoil } = this.options;
    this.bytes += piece.length;
    this.freeAtMs = Math.max(clock.now(), this.freeAtMs) + piece.length * this.byteMs;
    const arriving = spoil === undefined ? piece : spoil(piece);
    this.pieces.push({ dueMs: this.freeAtMs, arrive: () => deliver(arriving) });
    this.wake();
  }

  private wake(): void {
    const [next] = this.pieces;
    if (next === undefined || this.cancelTimer !== undefined) return;
    const { clock } = this.options;
    this.cancelTimer = clock.after(Math.max(0, next.dueMs - clock.now()), () => {
      this.cancelTimer = undefined;
      while ((this.pieces[0]?.dueMs ?? Infinity) <= clock.now() + earlyMs) {
        this.pieces.shift()?.arrive();
      }
      this.wake();
    });
  }
}
