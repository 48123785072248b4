import { sha256 } from '@noble/hashes/sha2.js';

import { equalBytes } from '../../bytes.ts';
import { DataError, UsageError } from '../../errors.ts';
import type { BufferParams } from '../framing/chunk-size.ts';
import { ChunkWriter, type TransferProgress } from './chunk-writer.ts';
import type { SmpClient } from './client.ts';
import { instructionBytesMax, InstructionWrite } from '../groups/tracker-group.ts';

export interface SendInstructionOptions extends BufferParams {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TransferProgress) => void;
}

export interface InstructionReceipt {
  /** Sequence number of the instruction, as the device read it. */
  readonly sequence: number;
  /** SHA-256 of the instruction; compared with what was sent. */
  readonly digest: Uint8Array;
}

/**
 * Sends a signed instruction (64/2). It is in force when this returns, or a {@link SmpRefusal} says
 * why not.
 */
export async function sendInstruction(
  client: SmpClient,
  instruction: Uint8Array,
  options: SendInstructionOptions,
): Promise<InstructionReceipt> {
  const { length } = instruction;
  if (length === 0 || length > instructionBytesMax) {
    throw new UsageError({
      code: 'SMP_INSTRUCTION_SIZE',
      expected: `an instruction of 1 to ${instructionBytesMax} bytes`,
      came: `it has ${length}`,
      next: 'make it smaller: fewer exceptions or recipients, or a shorter period',
    });
  }
  const { lastAnswer } = await new ChunkWriter(client, {
    ...options,
    command: InstructionWrite.write,
    bytes: instruction,
    requestFor: (off, data) => (off === 0 ? { off, len: length, data } : { off, data }),
    params: options,
    phase: 'the instruction',
  }).run();
  const { seq, digest } = lastAnswer;
  if (seq === undefined || digest === undefined || !equalBytes(digest, sha256(instruction))) {
    throw new DataError({
      code: 'SMP_RECEIPT',
      expected: 'the device to name the instruction it accepted by its SHA-256',
      came: digest === undefined ? 'its last answer had none' : 'it named another one',
      next: 'read the status and the policy back before you rely on it',
    });
  }
  return { sequence: seq, digest };
}
