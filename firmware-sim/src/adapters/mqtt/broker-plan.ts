import { backOffMs } from './mqtt-back-off.ts';
import type { BackOff } from './mqtt-back-off.ts';

export interface BrokerPlanOptions {
  /** How many brokers there are, in the order of preference. */
  readonly brokers: number;
  /** How many protocol versions there are, in the order of preference. */
  readonly versions: number;
  readonly backOff: BackOff;
  /** Spreads the waits: differs between devices, and is the same in every run of one seed. */
  readonly salt: string;
}

/**
 * Which broker to try next, in which protocol version, and after which wait.
 *
 * Brokers are tried in their order. After each whole round in vain the wait grows; between two brokers of one round it is the
 * first step only. A version that a broker refused is not tried there again.
 */
export class BrokerPlan {
  readonly #options: BrokerPlanOptions;
  readonly #versions: number[];
  #broker = 0;
  #rounds = 0;

  constructor(options: BrokerPlanOptions) {
    this.#options = options;
    this.#versions = Array.from({ length: options.brokers }, () => 0);
  }

  /** Index of the broker to try now. */
  get broker(): number {
    return this.#broker;
  }

  /** Index of the protocol version to try now. */
  get version(): number {
    return this.#versions[this.#broker] ?? 0;
  }

  /** The broker does not speak the version. False when there is no other. */
  versionRefused(): boolean {
    if (this.version + 1 >= this.#options.versions) return false;
    this.#versions[this.#broker] = this.version + 1;
    return true;
  }

  /** The attempt failed, or the connection broke before it was of any use. Returns the wait. */
  failed(): number {
    this.#broker = (this.#broker + 1) % this.#options.brokers;
    return this.#broker === 0 ? this.#nextRound() : this.#wait(1);
  }

  /** A connection that was of use broke: all begins again at the first broker. Returns the wait. */
  lost(): number {
    this.restart();
    return this.#nextRound();
  }

  /** Back to the broker of first choice. */
  restart(): void {
    this.#broker = 0;
    this.#rounds = 0;
  }

  #nextRound(): number {
    this.#rounds += 1;
    return this.#wait(this.#rounds);
  }

  #wait(step: number): number {
    const { salt, backOff } = this.#options;
    return backOffMs(step, `${salt}@${this.#broker}`, backOff);
  }
}
