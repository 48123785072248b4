import { toHex } from '../bytes.ts';
import { failed, type Failed } from '../result.ts';
import { TrackerError } from '../smp/tracker-errors.ts';

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
  'INSTRUCTION_KEY_REVOKED',
  'INSTRUCTION_KEY_EXPIRED',
  'INSTRUCTION_NOT_AUTHORISED',
  'INSTRUCTION_NEEDS_SECOND_SIGNATURE',
  'INSTRUCTION_OLD_SEQUENCE',
  'INSTRUCTION_EXPIRED',
] as const;
export type InstructionRefusal = (typeof instructionRefusals)[number];

/** What SMP group 64 answers for each. */
export const refusalErrors: Readonly<Record<InstructionRefusal, TrackerError>> = {
  INSTRUCTION_MALFORMED: TrackerError.malformed,
  INSTRUCTION_WRONG_TENANT: TrackerError.wrongTenant,
  INSTRUCTION_WRONG_DEVICE: TrackerError.wrongDevice,
  INSTRUCTION_UNKNOWN_KEY: TrackerError.unknownKey,
  INSTRUCTION_BAD_SIGNATURE: TrackerError.badSignature,
  INSTRUCTION_KEY_REVOKED: TrackerError.expired,
  INSTRUCTION_KEY_EXPIRED: TrackerError.expired,
  INSTRUCTION_NOT_AUTHORISED: TrackerError.notAuthorised,
  INSTRUCTION_NEEDS_SECOND_SIGNATURE: TrackerError.needsSecondSignature,
  INSTRUCTION_OLD_SEQUENCE: TrackerError.oldSequence,
  INSTRUCTION_EXPIRED: TrackerError.expired,
};

export function malformed(came: string): Failed {
  return refusal(
    'INSTRUCTION_MALFORMED',
    'a signed instruction of version 1',
    came,
    'sign the instruction again with this toolchain',
  );
}

export function unknownKey(keyId: Uint8Array): Failed {
  return refusal(
    'INSTRUCTION_UNKNOWN_KEY',
    'signatures by keys that the device trusts',
    `it is signed by key ${toHex(keyId)}`,
    'sign with a key of this tenant, or bring the key to the device first',
  );
}

export function refusal(
  code: InstructionRefusal,
  expected: string,
  came: string,
  next = 'send the instruction to whom it is for, signed by whom it names',
): Failed {
  return failed({ code, expected, came, next });
}
