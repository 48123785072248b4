import { equalBytes, type DeletionReceipt, verifyReceipt } from '@feierabend/protocol';

import { FlashLog } from '../storage/flash-log.ts';
import { flashMap } from '../storage/flash-map.ts';
import type { Flash } from '../ports.ts';

/** Deletion receipts that the device has signed, in flash, oldest first. When there is no room, the oldest makes it. */
export class ReceiptStore {
  readonly #log: FlashLog;
  readonly #publicKey: Uint8Array;

  constructor(flash: Flash, publicKey: Uint8Array) {
    this.#log = new FlashLog(flash, flashMap.receipts);
    this.#publicKey = publicKey;
  }

  get count(): number {
    return this.#log.size;
  }

  /** The nth receipt; undefined when there is none. */
  read(index: number): Uint8Array | undefined {
    const sequence = this.#log.sequences()[index];
    return sequence === undefined ? undefined : this.#log.read(sequence);
  }

  /** The receipt about an instruction; undefined when there is none. */
  about(instruction: Uint8Array): Uint8Array | undefined {
    const sequence = this.#sequenceOf(instruction);
    return sequence === undefined ? undefined : this.#log.read(sequence);
  }

  /** Stores a receipt, in place of an earlier one about the same instruction; false when flash did not take it. */
  add(receipt: Uint8Array, { instruction }: DeletionReceipt): boolean {
    const earlier = instruction === undefined ? undefined : this.#sequenceOf(instruction);
    let stored = this.#log.append(receipt);
    while (stored === undefined && this.#log.size > 0) {
      this.#log.free(this.#log.sequences()[0] ?? 0);
      stored = this.#log.append(receipt);
    }
    if (earlier !== undefined) this.#log.free(earlier);
    return stored !== undefined;
  }

  #sequenceOf(instruction: Uint8Array): number | undefined {
    return this.#log.sequences().findLast((sequence) => {
      const bytes = this.#log.read(sequence);
      const receipt = bytes === undefined ? undefined : verifyReceipt(bytes, this.#publicKey);
      const about = receipt?.ok === true ? receipt.value.instruction : undefined;
      return about !== undefined && equalBytes(about, instruction);
    });
  }
}
