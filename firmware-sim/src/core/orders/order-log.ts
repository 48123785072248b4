import { flashMap } from '../storage/flash-map.ts';
import { newestOf, RareLog } from '../storage/rare-log.ts';
import type { Flash } from '../ports.ts';

/**
 * The last accepted instruction, as it was signed, and whether it was carried out. It is stored before
 * anything is done about it, so power can end neither its sequence number nor its effect.
 */
export class OrderLog {
  readonly #log: RareLog;
  #isDone: boolean;

  /** `isDone` is given where it is known already. */
  constructor(flash: Flash, isDone?: boolean) {
    this.#log = new RareLog(flash, flashMap.order);
    this.#isDone =
      isDone ??
      this.#log.use((log) => {
        const newest = newestOf(log);
        return newest === undefined || log.isMarked(newest);
      });
  }

  read(): Uint8Array | undefined {
    return this.#log.use((log) => {
      const newest = newestOf(log);
      return newest === undefined ? undefined : log.read(newest);
    });
  }

  /** See {@link RareLog.failures}. */
  get failures(): number {
    return this.#log.failures;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Accepts an instruction in place of the one before; false when flash did not take it. */
  begin(instruction: Uint8Array): boolean {
    return this.#log.use((log) => {
      const old = log.sequences();
      if (log.append(instruction) === undefined) return false;
      this.#isDone = false;
      for (const sequence of old) log.free(sequence);
      return true;
    });
  }

  /** The instruction was carried out. */
  finish(): void {
    this.#log.use((log) => {
      const newest = newestOf(log);
      if (newest !== undefined) log.mark(newest);
    });
    this.#isDone = true;
  }
}
