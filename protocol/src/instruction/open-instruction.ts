import { equalBytes, toHex } from '../bytes.ts';
import { failed, ok, type Failed, type Result } from '../result.ts';
import {
  decodeCoseSign1,
  verifyCose,
  verifyCountersignature,
  type CoseSign1,
} from './cose-sign1.ts';
import { decodeInstruction, instructionLimits, type Instruction } from './instruction.ts';
import { instructionRights } from './instruction-rights.ts';
import { trustedKeyOf, type TrustedKey } from './operator-key.ts';
import { instructionDigest } from './sign-instruction.ts';

/**
 * Why a device refuses an instruction, in the order in which it looks. Each maps to one error of
 * SMP group 64.
 */
export const instructionRefusals = [
  'INSTRUCTION_MALFORMED',
  'INSTRUCTION_WRONG_TENANT',
  'INSTRUCTION_WRONG_DEVICE',
  'INSTRUCTION_UNKNOWN_KEY',
  'INSTRUCTION_BAD_SIGNATURE',
  'INSTRUCTION_NOT_AUTHORISED',
  'INSTRUCTION_NEEDS_SECOND_SIGNATURE',
  'INSTRUCTION_OLD_SEQUENCE',
] as const;
export type InstructionRefusal = (typeof instructionRefusals)[number];

/** What the device knows when an instruction arrives. */
export interface InstructionContext {
  readonly tenant: string;
  readonly device: string;
  readonly keys: readonly TrustedKey[];
  /** Of the last accepted instruction; 0 before the first. */
  readonly lastSequence: number;
}

export interface OpenedInstruction {
  readonly instruction: Instruction;
  readonly signer: TrustedKey;
  readonly cosigner?: TrustedKey;
  /** SHA-256 of the instruction as it came. */
  readonly digest: Uint8Array;
}

interface Signers {
  readonly signer: TrustedKey;
  readonly cosigner?: TrustedKey;
}

/**
 * Everything a device checks before it obeys: form, addressee, keys, signatures, rights and
 * freshness. Never throws; the code of the fault is an {@link InstructionRefusal}. The caller
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
    refuseRights(instruction, signers.value) ??
    refuseSequence(instruction, context);
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
  if (instruction.device !== context.device) {
    return refusal(
      'INSTRUCTION_WRONG_DEVICE',
      `an instruction for device ${context.device}`,
      `it is for ${instruction.device}`,
    );
  }
  return undefined;
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

function refuseRights(instruction: Instruction, { signer, cosigner }: Signers) {
  const { signers, secondSigners } = instructionRights[instruction.kind];
  if (instruction.author !== signer.name || instruction.role !== signer.role) {
    return refusal(
      'INSTRUCTION_NOT_AUTHORISED',
      `the author named on the key, ${signer.name} as ${signer.role}`,
      `the instruction names ${instruction.author} as ${instruction.role}`,
    );
  }
  if (!signers.includes(signer.role)) {
    return refusal(
      'INSTRUCTION_NOT_AUTHORISED',
      `a signature by ${signers.join(' or ')} on a ${instruction.kind} instruction`,
      `${signer.name} signed as ${signer.role}`,
    );
  }
  const isSecond =
    cosigner !== undefined &&
    secondSigners.includes(cosigner.role) &&
    !equalBytes(cosigner.publicKey, signer.publicKey);
  if (isSecond) return undefined;
  return refusal(
    'INSTRUCTION_NEEDS_SECOND_SIGNATURE',
    `a second signature by ${secondSigners.join(' or ')}`,
    cosigner === undefined ? 'there is none' : `${cosigner.name} signed as ${cosigner.role}`,
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

function malformed(came: string): Failed {
  return refusal(
    'INSTRUCTION_MALFORMED',
    'a signed instruction of version 1',
    came,
    'sign the instruction again with this toolchain',
  );
}

function unknownKey(keyId: Uint8Array): Failed {
  return refusal(
    'INSTRUCTION_UNKNOWN_KEY',
    'signatures by keys that the device trusts',
    `it is signed by key ${toHex(keyId)}`,
    'sign with a key of this tenant, or bring the key to the device first',
  );
}

function refusal(
  code: InstructionRefusal,
  expected: string,
  came: string,
  next = 'send the instruction to whom it is for, signed by whom it names',
): Failed {
  return failed({ code, expected, came, next });
}
