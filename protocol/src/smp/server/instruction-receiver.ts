import { sha256 } from '@noble/hashes/sha2.js';

import { equalBytes } from '../../bytes.ts';
import { ChunkReceiver } from './chunk-receiver.ts';
import { groupFailure, type SmpFailure } from './handler.ts';
import { SmpGroup } from '../header.ts';
import { TrackerError } from '../tracker-errors.ts';
import {
  instructionBytesMax,
  type InstructionWriteRequest,
  type InstructionWriteResponse,
} from '../groups/tracker-group.ts';

/** Checks an instruction and carries it out; gives its sequence number, or why not. */
export type ExecuteInstruction = (instruction: Uint8Array) => number | SmpFailure;

interface Receipt {
  readonly seq: number;
  readonly digest: Uint8Array;
}

/**
 * The device half of 64/2. Answers get lost and requests are repeated: an instruction that was
 * accepted is never executed a second time, but gets its receipt again.
 */
export class InstructionReceiver {
  readonly #execute: ExecuteInstruction;
  readonly #chunks = new ChunkReceiver({ bytesMax: instructionBytesMax });
  #buffer = new Uint8Array();
  #outcome: Receipt | SmpFailure | undefined;

  constructor(execute: ExecuteInstruction) {
    this.#execute = execute;
  }

  accept(request: InstructionWriteRequest): InstructionWriteResponse | SmpFailure {
    const verdict = this.#chunks.accept(request);
    if (verdict.kind === 'refuse') {
      const { tooLarge, malformed } = TrackerError;
      const rc = verdict.reason === 'too-large' ? tooLarge : malformed;
      return groupFailure(SmpGroup.tracker, rc);
    }
    if (verdict.kind === 'store') {
      if (verdict.starts) this.#buffer = new Uint8Array(request.len ?? 0);
      this.#buffer.set(verdict.data, verdict.at);
      if (verdict.isDone) this.#outcome = this.#run(this.#buffer);
    }
    const outcome = this.#outcome;
    if (!verdict.isDone || outcome === undefined) return { off: verdict.off };
    return 'kind' in outcome ? outcome : { off: verdict.off, ...outcome };
  }

  #run(instruction: Uint8Array): Receipt | SmpFailure {
    const digest = sha256(instruction);
    const last = this.#outcome;
    if (last !== undefined && !('kind' in last) && equalBytes(last.digest, digest)) return last;
    const result = this.#execute(instruction.slice());
    return typeof result === 'number' ? { seq: result, digest } : result;
  }
}
