import { equalBytes } from '@feierabend/protocol';

import type { Random } from '../ports.ts';

/** What a device has asked to see again in a signed time, so that none can be held back and delivered late. */
export class TimeChallenge {
  readonly #random: Random;
  #outstanding: Uint8Array | undefined;

  /** `outstanding` is what was asked for before a sleep. */
  constructor(random: Random, outstanding?: Uint8Array) {
    this.#random = random;
    this.#outstanding = outstanding;
  }

  /** From the first time it is read until a signed time has come, or the next boot. */
  get outstanding(): Uint8Array | undefined {
    return this.#outstanding;
  }

  ask(): Uint8Array {
    this.#outstanding ??= this.#random.bytes(16);
    return this.#outstanding;
  }

  /** Whether a signed time brings back what was asked for, or was not asked to and brings nothing. */
  isMetBy(answer: Uint8Array | undefined): boolean {
    const asked = this.#outstanding;
    return asked === undefined || answer === undefined
      ? asked === answer
      : equalBytes(asked, answer);
  }

  clear(): void {
    this.#outstanding = undefined;
  }
}
