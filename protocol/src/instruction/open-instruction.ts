import { equalBytes, toHex } from '../bytes.ts';
import { ok, type Result } from '../result.ts';
import {
  decodeCoseSign1,
  verifyCose,
  verifyCountersignature,
  type CoseSign1,
} from './cose-sign1.ts';
import { requiredSignatures } from './instruction-body.ts';
import type { InstructionContext, Signers } from './instruction-context.ts';
import { refuseExpired, refuseKeys } from './instruction-freshness.ts';
import { malformed, refusal, unknownKey } from './instruction-refusal.ts';
import { decodeInstruction, instructionLimits, type Instruction } from './instruction.ts';
import { instructionRights } from './instruction-rights.ts';
import { trustedKeyOf, type TrustedKey } from './operator-key.ts';
import { instructionDigest } from './sign-instruction.ts';

export type { InstructionContext } from './instruction-context.ts';
export { instructionRefusals } from './instruction-refusal.ts';

export interface OpenedInstruction {
  readonly instruction: Instruction;
  readonly signer: TrustedKey;
  readonly cosigner?: TrustedKey;
  /** SHA-256 of the instruction as it came. */
  readonly digest: Uint8Array;
}

/**
 * Everything a device checks before it obeys: form, addressee, keys, signatures, rights and
 * freshness, in the order of {@link instructionRefusals}. The body of a kind is read by
 * `decodeInstructionBody`. Never throws; the code of the fault is an {@link InstructionRefusal}. The caller
 * stores `instruction.sequence` before it acts.
 */
export function openInstruction(
  bytes: Uint8Array,
  context: InstructionContext,
): Result<OpenedInstruction> {
  if (bytes.length > instructionLimits.bytesMax) return malformed('it is too long');
  const message = decodeCoseSign1(bytes);
  if (!message.ok) return malformed(message.fault.came);
  const payload = decodeInstruction(message.value.payload);
  if (!payload.ok) return malformed(`${payload.fault.expected} was expected`);
  const instruction = payload.value;
  const misdirected = refuseAddressee(instruction, context);
  if (misdirected !== undefined) return misdirected;
  const signers = findSigners(message.value, context.keys);
  if (!signers.ok) return signers;
  const refused =
    refuseSignatures(message.value, signers.value) ??
    refuseKeys(instruction, signers.value, context) ??
    refuseRights(instruction, signers.value, context) ??
    refuseSequence(instruction, context) ??
    refuseExpired(instruction, context);
  if (refused !== undefined) return refused;
  return ok({ instruction, ...signers.value, digest: instructionDigest(bytes) });
}

function refuseAddressee(instruction: Instruction, context: InstructionContext) {
  if (instruction.tenant !== context.tenant) {
    return refusal(
      'INSTRUCTION_WRONG_TENANT',
      `an instruction for tenant ${context.tenant}`,
      `it is for ${instruction.tenant}`,
    );
  }
  const { device, group } = instruction;
  const isMeant =
    group === undefined ? device === context.device : context.groups?.includes(group) === true;
  if (isMeant) return undefined;
  return refusal(
    'INSTRUCTION_WRONG_DEVICE',
    `an instruction for device ${context.device} or one of its groups`,
    group === undefined ? `it is for ${device ?? 'nobody'}` : `it is for group ${group}`,
  );
}

function findSigners(message: CoseSign1, keys: readonly TrustedKey[]): Result<Signers> {
  const { countersignature } = message;
  const signer = findKey(message.keyId, keys);
  if (signer === undefined) return unknownKey(message.keyId);
  if (countersignature === undefined) return ok({ signer });
  const cosigner = findKey(countersignature.keyId, keys);
  return cosigner === undefined ? unknownKey(countersignature.keyId) : ok({ signer, cosigner });
}

function findKey(keyId: Uint8Array, keys: readonly TrustedKey[]): TrustedKey | undefined {
  const wanted = toHex(keyId);
  const found = keys.find((key) => key.keyId === wanted);
  return found === undefined ? undefined : trustedKeyOf(found);
}

function refuseSignatures(message: CoseSign1, { signer, cosigner }: Signers) {
  const first = verifyCose(message, signer.publicKey);
  const second = cosigner === undefined || verifyCountersignature(message, cosigner.publicKey);
  if (first && second) return undefined;
  const name = first ? cosigner?.name : signer.name;
  return refusal(
    'INSTRUCTION_BAD_SIGNATURE',
    `a signature of ${name ?? 'the signer'} over these bytes`,
    'it does not verify',
    'send the instruction again as it was signed',
  );
}

function refuseRights(
  instruction: Instruction,
  { signer, cosigner }: Signers,
  { currentPolicy, keys }: InstructionContext,
) {
  const { signers, secondSigners, aloneSigners } = instructionRights[instruction.kind];
  if (instruction.author !== signer.name || instruction.role !== signer.role) {
    return refusal(
      'INSTRUCTION_NOT_AUTHORISED',
      `the author named on the key, ${signer.name} as ${signer.role}`,
      `the instruction names ${instruction.author} as ${instruction.role}`,
    );
  }
  const isAlone = requiredSignatures(instruction, currentPolicy, keys) === 1;
  const firstSigners = isAlone ? [...signers, ...aloneSigners] : signers;
  if (!firstSigners.includes(signer.role)) {
    return refusal(
      'INSTRUCTION_NOT_AUTHORISED',
      `a signature by ${firstSigners.join(' or ')} on this ${instruction.kind} instruction`,
      `${signer.name} signed as ${signer.role}`,
    );
  }
  const isSecond =
    cosigner !== undefined &&
    secondSigners.includes(cosigner.role) &&
    cosigner.name !== signer.name &&
    !equalBytes(cosigner.publicKey, signer.publicKey);
  if (isAlone || isSecond) return undefined;
  return refusal(
    'INSTRUCTION_NEEDS_SECOND_SIGNATURE',
    `a second signature by ${secondSigners.join(' or ')}`,
    cosigner === undefined
      ? 'there is none'
      : `${cosigner.name} signed as ${cosigner.role}${cosigner.name === signer.name ? ', too' : ''}`,
    `have ${secondSigners.join(' or ')} countersign it`,
  );
}

function refuseSequence({ sequence }: Instruction, { lastSequence }: InstructionContext) {
  if (sequence > lastSequence) return undefined;
  return refusal(
    'INSTRUCTION_OLD_SEQUENCE',
    `a sequence above ${lastSequence}`,
    `it is ${sequence}`,
    'read the status of the device and sign the instruction again with a higher sequence',
  );
}
