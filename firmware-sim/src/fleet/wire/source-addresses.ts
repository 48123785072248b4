/** A little less than Linux has for one source address and one port of a broker (32768 to 60999). */
const portsPerSource = 28_000;

/**
 * From which address of this machine to connect. The first one is the system's own choice, and a socket is bound to another
 * one only when its ports are used up: bound ports stay in TIME_WAIT, and are missing in the next run.
 */
export class SourceAddresses {
  readonly #addresses: readonly (string | undefined)[];
  readonly #open: number[];
  readonly #portsMax: number[];

  /** `more` than the system's own choice. */
  constructor(more: readonly string[]) {
    this.#addresses = [undefined, ...more];
    this.#open = this.#addresses.map(() => 0);
    this.#portsMax = this.#addresses.map(() => portsPerSource);
  }

  /** Index of a source that has a port left; -1 when none has. */
  take(): number {
    const at = this.#open.findIndex((open, index) => open < (this.#portsMax[index] ?? 0));
    if (at >= 0) this.#open[at] = (this.#open[at] ?? 0) + 1;
    return at;
  }

  /** The address to bind to; undefined to leave it to the system. */
  address(index: number): string | undefined {
    return this.#addresses[index];
  }

  release(index: number): void {
    this.#open[index] = (this.#open[index] ?? 1) - 1;
  }

  /** The system had no port left although we thought so: others use some too. */
  usedUp(index: number): void {
    this.#portsMax[index] = Math.max(0, (this.#open[index] ?? 0) - 1);
  }
}

/** Others of 127.0.0.0/8, from which a broker on loopback can be reached as well. */
export function loopbackSources(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `127.0.0.${at + 2}`);
}
