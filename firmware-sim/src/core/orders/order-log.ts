import { FlashLog } from '../storage/flash-log.ts';
import { flashMap } from '../storage/flash-map.ts';
import type { Flash } from '../ports.ts';

/**
 * The last accepted instruction, as it was signed, and whether it was carried out. It is stored before
 * anything is done about it, so power can end neither its sequence number nor its effect.
 */
export class OrderLog {
  readonly #log: FlashLog;
  #isDone: boolean;

  constructor(flash: Flash) {
    this.#log = new FlashLog(flash, flashMap.order);
    const newest = this.#newest;
    this.#isDone = newest === undefined || this.#log.isMarked(newest);
  }

  read(): Uint8Array | undefined {
    const newest = this.#newest;
    return newest === undefined ? undefined : this.#log.read(newest);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Accepts an instruction in place of the one before; false when flash did not take it. */
  begin(instruction: Uint8Array): boolean {
    const old = this.#log.sequences();
    if (this.#log.append(instruction) === undefined) return false;
    this.#isDone = false;
    for (const sequence of old) this.#log.free(sequence);
    return true;
  }

  /** The instruction was carried out. */
  finish(): void {
    const newest = this.#newest;
    if (newest !== undefined) this.#log.mark(newest);
    this.#isDone = true;
  }

  get #newest(): number | undefined {
    return this.#log.sequences().at(-1);
  }
}
