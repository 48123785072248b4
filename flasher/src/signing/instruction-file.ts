import {
  decodeCoseSign1,
  decodeInstruction,
  instructionDigest,
  toHex,
  type CoseSign1,
  type Instruction,
} from '@feierabend/protocol';

import { fromFile } from '../files/faults.ts';
import type { Json } from '../output/event.ts';

/** A signed instruction on its way between people: the bytes that the device will get. */
export interface InstructionFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly message: CoseSign1;
  readonly instruction: Instruction;
}

/** Whether a file is a signed instruction and no text: an array of four in CBOR. */
export function isInstructionFile(bytes: Uint8Array): boolean {
  return bytes[0] === 0x84;
}

/** Takes a file apart; no signature is checked, because the keys are on the device. */
export function readInstructionFile(bytes: Uint8Array, file: string): InstructionFile {
  const message = fromFile(decodeCoseSign1(bytes), file);
  return { file, bytes, message, instruction: fromFile(decodeInstruction(message.payload), file) };
}

export function signatureCount({ message }: InstructionFile): 1 | 2 {
  return message.countersignature === undefined ? 1 : 2;
}

export function instructionLines(order: InstructionFile): string[] {
  const { instruction, message, bytes } = order;
  const { kind, sequence, tenant, device, group, author, role, reason, issuedS } = instruction;
  const second = message.countersignature;
  return [
    `Order     ${kind} ${sequence} for ${device ?? `group ${group ?? ''}`} of tenant ${tenant}`,
    `Signed    ${author}, ${role}, key ${toHex(message.keyId)}, ${isoTime(issuedS)}`,
    ...(second === undefined ? [] : [`Second    key ${toHex(second.keyId)}`]),
    `Reason    ${reason}`,
    `Digest    ${toHex(instructionDigest(bytes))}`,
  ];
}

export function instructionFacts(order: InstructionFile): Json {
  const { instruction, message, bytes } = order;
  const { kind, sequence, tenant, device, group, author, role, reason, issuedS } = instruction;
  const second = message.countersignature;
  return {
    kind,
    sequence,
    tenant,
    device: device ?? null,
    group: group ?? null,
    author,
    role,
    reason,
    issuedAt: isoTime(issuedS),
    keyId: toHex(message.keyId),
    secondKeyId: second === undefined ? null : toHex(second.keyId),
    instructionDigest: toHex(instructionDigest(bytes)),
  };
}

export function isoTime(timeS: number): string {
  return new Date(timeS * 1000).toISOString().replace('.000Z', 'Z');
}
