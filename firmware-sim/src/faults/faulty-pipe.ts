import type { Socket } from 'node:net';

import { findToxic } from './toxic.ts';
import type { ActiveToxic } from './toxic.ts';

/** Time as a fault needs it; a virtual clock fits. */
export interface FaultClock {
  uptimeMs(): number;
  after(delayMs: number, callback: () => void): () => void;
}

export interface FaultyPipeOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly clock: FaultClock;
  /** 0 to 2^32 - 1, uniform. */
  readonly nextU32: () => number;
  /** What is in force now; asked for every chunk, so that a toxic acts on connections that are open already. */
  readonly toxics: () => Iterable<ActiveToxic>;
  readonly passed: (bytes: number) => void;
  /** Ends the whole connection. */
  readonly cut: () => void;
}

interface Parcel {
  readonly bytes: Uint8Array;
  readonly dueMs: number;
}

/** So much waits here before the sender is held up, as a network would. */
const queuedBytesMax = 64 * 1024;
const u32 = 2 ** 32;
/** A chunk is lost so often in a row at most: its last timeout is half a minute where the first is a second. */
const lossesMax = 6;

/** One direction of a connection, with its faults. */
export class FaultyPipe {
  readonly #options: FaultyPipeOptions;
  readonly #parcels: Parcel[] = [];
  #queuedBytes = 0;
  #lastDueMs = 0;
  #freeAtMs = 0;
  #hasEnded = false;
  #cancel: (() => void) | undefined;

  constructor(options: FaultyPipeOptions) {
    this.#options = options;
    options.from.on('data', (chunk: Buffer) => this.#receive(chunk));
    options.from.on('end', () => {
      this.#hasEnded = true;
      this.review();
    });
  }

  /** To be called when toxics came or went. */
  review(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    while (this.#parcels.length > 0 || this.#hasEnded) {
      if (this.#find('timeout') !== undefined) return;
      const waitMs = this.#nextDueMs() - this.#options.clock.uptimeMs();
      if (waitMs > 0) {
        this.#cancel = this.#options.clock.after(waitMs, () => this.review());
        return;
      }
      if (!this.#deliver()) return;
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#parcels.length = 0;
    this.#hasEnded = false;
  }

  #receive(chunk: Uint8Array): void {
    for (const bytes of this.#slices(chunk)) {
      this.#lastDueMs = Math.max(this.#lastDueMs, this.#options.clock.uptimeMs() + this.#delayMs());
      this.#parcels.push({ bytes, dueMs: this.#lastDueMs });
      this.#queuedBytes += bytes.length;
    }
    if (this.#queuedBytes > queuedBytesMax) this.#options.from.pause();
    this.review();
  }

  #slices(chunk: Uint8Array): Uint8Array[] {
    const slicer = this.#find('slicer')?.toxic;
    if (slicer === undefined) return [chunk];
    const slices: Uint8Array[] = [];
    for (let at = 0; at < chunk.length;) {
      const length = 1 + Math.floor(this.#dice() * (2 * slicer.averageBytes - 1));
      slices.push(chunk.subarray(at, at + length));
      at += length;
    }
    return slices;
  }

  #delayMs(): number {
    const latency = this.#find('latency')?.toxic;
    if (latency === undefined) return this.#repeatMs();
    const jitterMs = Math.round(this.#dice() * (latency.jitterMs ?? 0));
    return latency.latencyMs + jitterMs + this.#repeatMs();
  }

  /** How long it takes until a chunk that may be lost is through. */
  #repeatMs(): number {
    const loss = this.#find('loss')?.toxic;
    if (loss === undefined) return 0;
    let delayMs = 0;
    let timeoutMs = loss.timeoutMs;
    for (let times = 0; times < lossesMax && this.#dice() < loss.share; times += 1) {
      delayMs += timeoutMs;
      timeoutMs *= 2;
    }
    return delayMs;
  }

  #nextDueMs(): number {
    const parcel = this.#parcels[0];
    if (parcel !== undefined) return Math.max(parcel.dueMs, this.#freeAtMs);
    return this.#lastDueMs + (this.#find('slow_close')?.toxic.delayMs ?? 0);
  }

  /** Hands on the next parcel, or the end; false when nothing follows. */
  #deliver(): boolean {
    const { from, to, clock, passed, cut } = this.#options;
    const parcel = this.#parcels.shift();
    if (parcel === undefined) {
      this.#hasEnded = false;
      to.end();
      return false;
    }
    this.#queuedBytes -= parcel.bytes.length;
    if (this.#queuedBytes <= queuedBytesMax) from.resume();
    const rate = this.#find('bandwidth')?.toxic.rateBytesPerS;
    if (rate !== undefined) {
      this.#freeAtMs = clock.uptimeMs() + (parcel.bytes.length / rate) * 1000;
    }
    const limit = this.#find('limit_data')?.state;
    const through = this.#flipped(parcel.bytes).subarray(0, limit?.bytesLeft);
    passed(through.length);
    to.write(through);
    if (limit === undefined) return true;
    limit.bytesLeft -= through.length;
    if (limit.bytesLeft > 0) return true;
    cut();
    return false;
  }

  #flipped(bytes: Uint8Array): Uint8Array {
    const flip = this.#find('flip')?.state;
    if (flip === undefined || flip.bytesLeft < 0) return bytes;
    const at = flip.bytesLeft;
    flip.bytesLeft -= bytes.length;
    if (at >= bytes.length) return bytes;
    flip.bytesLeft = -1;
    return bytes.with(at, (bytes[at] ?? 0) ^ (1 << Math.floor(this.#dice() * 8)));
  }

  #find<Type extends ActiveToxic['toxic']['type']>(type: Type) {
    return findToxic(this.#options.toxics(), type);
  }

  #dice(): number {
    return this.#options.nextU32() / u32;
  }
}
