import { sha256 } from '@noble/hashes/sha2.js';

import { fromHex } from '../bytes.ts';
import { DataError, UsageError } from '../errors.ts';
import {
  countersignCose,
  decodeCoseSign1,
  encodeCoseSign1,
  signCose,
  type CoseSigningKey,
} from './cose-sign1.ts';
import {
  brokenInstructionRule,
  encodeInstruction,
  instructionLimits,
  type Instruction,
} from './instruction.ts';
import type { OperatorKey } from './operator-key.ts';
import { algorithmOfKey } from './cose/signature-algorithm.ts';

/**
 * Signs an instruction in its author's name. Throws {@link UsageError} `INSTRUCTION_INVALID` when a
 * value is out of its range, and `INSTRUCTION_AUTHOR` when the key is another person's: a device
 * would refuse both.
 */
export function signInstruction(instruction: Instruction, key: OperatorKey): Uint8Array {
  const broken = brokenInstructionRule(instruction);
  if (broken !== undefined) {
    throw new UsageError({
      code: 'INSTRUCTION_INVALID',
      expected: broken,
      came: 'another value was given',
      next: 'correct the value before signing it',
    });
  }
  if (instruction.author !== key.name || instruction.role !== key.role) {
    throw new UsageError({
      code: 'INSTRUCTION_AUTHOR',
      expected: `the author and the role of the key, ${key.name} as ${key.role}`,
      came: `the instruction names ${instruction.author} as ${instruction.role}`,
      next: 'let every person sign with their own key',
    });
  }
  if (key.notAfterS !== undefined && instruction.issuedS >= key.notAfterS) {
    throw new UsageError({
      code: 'INSTRUCTION_KEY_EXPIRED',
      expected: `a key of ${key.name} that has not expired`,
      came: 'it has',
      next: 'make a new key, and have it brought to the devices',
    });
  }
  return withinSize(encodeCoseSign1(signCose(encodeInstruction(instruction), signingKey(key))));
}

/** Adds the second signature to a signed instruction, in place of an earlier second one. */
export function countersignInstruction(bytes: Uint8Array, key: OperatorKey): Uint8Array {
  const message = decodeCoseSign1(bytes);
  if (!message.ok) throw new DataError(message.fault);
  return withinSize(encodeCoseSign1(countersignCose(message.value, signingKey(key))));
}

/** Names a signed instruction, with its second signature if it has one: SHA-256 of its bytes. */
export function instructionDigest(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

function signingKey(key: OperatorKey): CoseSigningKey {
  return {
    keyId: fromHex(key.keyId) ?? new Uint8Array(0),
    privateKey: key.privateKey,
    algorithm: algorithmOfKey(key.publicKey) ?? 'Ed25519',
  };
}

function withinSize(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= instructionLimits.bytesMax) return bytes;
  throw new UsageError({
    code: 'INSTRUCTION_SIZE',
    expected: `a signed instruction of at most ${instructionLimits.bytesMax} bytes`,
    came: `it has ${bytes.length}`,
    next: 'make the body or the reason shorter',
  });
}
