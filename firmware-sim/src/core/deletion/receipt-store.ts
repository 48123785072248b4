import { equalBytes, type DeletionReceipt, verifyReceipt } from '@feierabend/protocol';

import type { FlashLog } from '../storage/flash-log.ts';
import { flashMap } from '../storage/flash-map.ts';
import { RareLog } from '../storage/rare-log.ts';
import type { Flash } from '../ports.ts';

/** Deletion receipts that the device has signed, in flash, oldest first. When there is no room, the oldest makes it. */
export class ReceiptStore {
  readonly #log: RareLog;
  readonly #publicKey: Uint8Array;

  constructor(flash: Flash, publicKey: Uint8Array) {
    this.#log = new RareLog(flash, flashMap.receipts);
    this.#publicKey = publicKey;
  }

  /** See {@link RareLog.failures}. */
  get failures(): number {
    return this.#log.failures;
  }

  get count(): number {
    return this.#log.use(({ size }) => size);
  }

  /** The nth receipt; undefined when there is none. */
  read(index: number): Uint8Array | undefined {
    return this.#log.use((log) => readOf(log, log.sequences()[index]));
  }

  /** The receipt about an instruction; undefined when there is none. */
  about(instruction: Uint8Array): Uint8Array | undefined {
    return this.#log.use((log) => readOf(log, this.#sequenceOf(log, instruction)));
  }

  /** Stores a receipt, in place of an earlier one about the same instruction; false when flash did not take it. */
  add(receipt: Uint8Array, { instruction }: DeletionReceipt): boolean {
    return this.#log.use((log) => {
      const earlier = instruction === undefined ? undefined : this.#sequenceOf(log, instruction);
      let stored = log.append(receipt);
      while (stored === undefined && log.size > 0) {
        log.free(log.sequences()[0] ?? 0);
        stored = log.append(receipt);
      }
      if (earlier !== undefined) log.free(earlier);
      return stored !== undefined;
    });
  }

  #sequenceOf(log: FlashLog, instruction: Uint8Array): number | undefined {
    return log.sequences().findLast((sequence) => {
      const bytes = log.read(sequence);
      const receipt = bytes === undefined ? undefined : verifyReceipt(bytes, this.#publicKey);
      const about = receipt?.ok === true ? receipt.value.instruction : undefined;
      return about !== undefined && equalBytes(about, instruction);
    });
  }
}

function readOf(log: FlashLog, sequence: number | undefined): Uint8Array | undefined {
  return sequence === undefined ? undefined : log.read(sequence);
}
