import {
  concatBytes,
  equalBytes,
  groupFailure,
  instructionBytesMax,
  SmpGroup,
  TrackerError,
  type InstructionWriteRequest,
  type InstructionWriteResponse,
  type SmpFailure,
} from '@feierabend/protocol';

import type { Decision } from '../orders/instruction-desk.ts';

type Answer = InstructionWriteResponse | SmpFailure;

/**
 * Collects the chunks of an instruction, with the offset rule of an image upload, and hands over the whole. The last request
 * repeated under its own SMP sequence number (its answer was lost) gets the same answer and is not handed over again.
 */
export class InstructionUploadDesk {
  readonly #submit: (instruction: Uint8Array) => Decision | undefined;
  #lengthBytes = 0;
  #stored = new Uint8Array();
  #open = false;
  #last: { readonly key: Uint8Array; readonly answer: Answer } | undefined;

  /** `submit` answers undefined on a device without an identity. */
  constructor(submit: (instruction: Uint8Array) => Decision | undefined) {
    this.#submit = submit;
  }

  chunk(request: InstructionWriteRequest, smpSequence: number): Answer {
    const { off, len, data } = request;
    const key = concatBytes(Uint8Array.of(smpSequence, off >> 8, off), data);
    if (this.#last !== undefined && equalBytes(this.#last.key, key)) return this.#last.answer;
    if (off === 0) {
      if (len === undefined) return refusal(TrackerError.malformed);
      if (len > instructionBytesMax) return refusal(TrackerError.tooLarge);
      this.#lengthBytes = len;
      this.#stored = new Uint8Array();
      this.#open = true;
    }
    if (!this.#open || off !== this.#stored.length) return { off: this.#stored.length };
    if (off + data.length > this.#lengthBytes) {
      this.#close();
      return refusal(TrackerError.malformed);
    }
    this.#stored = Uint8Array.from(concatBytes(this.#stored, data));
    if (this.#stored.length < this.#lengthBytes) return { off: this.#stored.length };
    const answer = this.#decide(this.#stored);
    this.#close();
    this.#last = { key, answer };
    return answer;
  }

  #decide(instruction: Uint8Array): Answer {
    const decision = this.#submit(instruction);
    if (decision === undefined) return refusal(TrackerError.notProvisioned);
    if (!decision.accepted) return refusal(decision.rc);
    const { sequence, digest } = decision;
    return { off: instruction.length, seq: sequence, digest };
  }

  #close(): void {
    this.#open = false;
    this.#stored = new Uint8Array();
  }
}

function refusal(rc: number): SmpFailure {
  return groupFailure(SmpGroup.tracker, rc);
}
