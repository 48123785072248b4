import {
  decodeCoseSign1,
  decodeInstruction,
  instructionDigest,
  ok,
  openInstruction,
  type Instruction,
  type InstructionContext,
  type InstructionRefusal,
  type OpenedInstruction,
} from '@feierabend/protocol';

import type { Assembly } from '../assembly.ts';
import { TimeChallenge } from '../orders/time-challenge.ts';

/** What is refused for this reason is obeyed, and nothing else that is refused. */
function blindTo(refusal: InstructionRefusal): Partial<Assembly> {
  return {
    openInstruction: (bytes, context) => {
      const opened = openInstruction(bytes, context);
      if (opened.ok || opened.fault.code !== refusal) return opened;
      const taken = takenAsSigned(bytes);
      return taken === undefined ? opened : ok(taken);
    },
  };
}

/** The context is bent to the instruction before it is judged. */
function bentTo(
  change: (instruction: Instruction) => Partial<InstructionContext>,
): Partial<Assembly> {
  return {
    openInstruction: (bytes, context) => {
      const instruction = instructionIn(bytes);
      const bent = instruction === undefined ? {} : change(instruction);
      return openInstruction(bytes, { ...context, ...bent });
    },
  };
}

export const unchecked = blindTo('INSTRUCTION_BAD_SIGNATURE');
export const strangersObeyed = blindTo('INSTRUCTION_UNKNOWN_KEY');
export const oneSignature = blindTo('INSTRUCTION_NEEDS_SECOND_SIGNATURE');
export const replayed = bentTo(() => ({ lastSequence: 0 }));
export const anyTenant = bentTo(({ tenant }) => ({ tenant }));
export const anyDevice = bentTo(({ device }) => (device === undefined ? {} : { device }));

/** Content with every answer. */
class EasyChallenge extends TimeChallenge {
  override isMetBy(): boolean {
    return true;
  }
}

export const challengeIgnored: Partial<Assembly> = {
  timeChallenge: (random, outstanding) => new EasyChallenge(random, outstanding),
};

function instructionIn(bytes: Uint8Array): Instruction | undefined {
  const message = decodeCoseSign1(bytes);
  const payload = message.ok ? decodeInstruction(message.value.payload) : message;
  return payload.ok ? payload.value : undefined;
}

function takenAsSigned(bytes: Uint8Array): OpenedInstruction | undefined {
  const instruction = instructionIn(bytes);
  if (instruction === undefined) return undefined;
  const { author, role } = instruction;
  const signer = { name: author, role, keyId: '', publicKey: new Uint8Array(32) };
  return { instruction, signer, digest: instructionDigest(bytes) };
}
