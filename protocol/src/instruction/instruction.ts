import { failed, ok, type Result } from '../result.ts';
import { at, bstr, oneOf, optional, text, uint } from '../schema/cbor-fields.ts';
import { cborMap } from '../schema/cbor-map.ts';
import {
  isOperatorName,
  operatorNameBytesMax,
  operatorRoles,
  type OperatorRole,
} from './operator-key.ts';

/**
 * Everything a device can be told to do. A kind that a firmware does not carry out yet is opened
 * and then refused.
 */
export const instructionKinds = [
  'policy',
  'settings',
  'restrict',
  'correct',
  'delete-period',
  'reduce',
  'wipe',
  'break-glass',
  'signed-time',
  'key-change',
  'confirm-firmware',
  'confirm-unlawful',
] as const;
export type InstructionKind = (typeof instructionKinds)[number];

/** An instruction (Weisung): who tells which device what, when and why. */
export interface Instruction {
  readonly version: 1;
  readonly tenant: string;
  /** One device; absent when the instruction is for a group. */
  readonly device?: string | undefined;
  /** Every device of a group of the tenant; absent when the instruction is for one device. */
  readonly group?: string | undefined;
  /** Higher than that of every instruction the device has accepted before. */
  readonly sequence: number;
  /** The name on the signer's key. */
  readonly author: string;
  /** The role on the signer's key. */
  readonly role: OperatorRole;
  /** UTC second by the author's clock; for the record, never compared with the device's clock. */
  readonly issuedS: number;
  readonly reason: string;
  readonly kind: InstructionKind;
  /** Of the kind's own format; for `policy` the compiled policy. */
  readonly body: Uint8Array;
  /** The UTC second from which on a device accepts it no more; absent is never. */
  readonly validUntilS?: number | undefined;
}

export const instructionLimits = {
  bytesMax: 8192,
  bodyBytesMax: 7168,
  reasonBytesMax: 256,
  placeCharactersMax: 64,
  sequenceMax: 0xffff_ffff,
} as const;

export const InstructionMap = cborMap(
  'Instruction',
  {
    version: at(1, uint('1', { max: 1 })),
    tenant: at(2, text('tenant', { max: instructionLimits.placeCharactersMax })),
    device: at(3, optional(text('device', { max: instructionLimits.placeCharactersMax }))),
    sequence: at(4, uint('sequence', { max: instructionLimits.sequenceMax })),
    author: at(5, text('name on the signing key', { max: operatorNameBytesMax })),
    role: at(6, oneOf('role on the signing key', operatorRoles)),
    issuedS: at(7, uint('UTC second', { max: 0xffff_ffff })),
    reason: at(8, text('why', { max: instructionLimits.reasonBytesMax })),
    kind: at(9, oneOf('what to do', instructionKinds)),
    body: at(10, bstr('format of the kind', { max: instructionLimits.bodyBytesMax })),
    group: at(
      11,
      optional(text('group, instead of a device', { max: instructionLimits.placeCharactersMax })),
    ),
    validUntilS: at(12, optional(uint('UTC second, exclusive', { max: 0xffff_ffff }))),
  },
  { keys: 'integer', closed: true },
);

/**
 * The payload that is signed. Throws {@link UsageError} `SCHEMA_RANGE`; between-value rules are the
 * signer's to check.
 */
export function encodeInstruction(instruction: Instruction): Uint8Array {
  return InstructionMap.encode(instruction);
}

/** Reads what {@link encodeInstruction} writes. Never throws. */
export function decodeInstruction(payload: Uint8Array): Result<Instruction> {
  const map = InstructionMap.decode(payload);
  if (!map.ok) return map;
  const instruction = { ...map.value, version: 1 as const };
  const broken = map.value.version === 1 ? brokenInstructionRule(instruction) : 'version 1';
  if (broken === undefined) return ok(instruction);
  return failed({
    code: 'INSTRUCTION_MALFORMED',
    expected: broken,
    came: 'it has another value',
    next: 'sign the instruction again with this toolchain',
  });
}

/** The first rule the values break, as what was expected. */
export function brokenInstructionRule(instruction: Instruction): string | undefined {
  const { tenant, device, group, sequence, author, reason, issuedS, validUntilS } = instruction;
  if (!isPlaceName(tenant)) return 'a tenant of letters, digits, dots, dashes and underscores';
  if ((device === undefined) === (group === undefined)) return 'either a device or a group';
  if (!isPlaceName(device ?? group ?? '')) {
    return 'a device or a group of letters, digits, dots, dashes and underscores';
  }
  if (sequence < 1) return 'a sequence of at least 1';
  if (!isOperatorName(author)) return 'an author with a name';
  const reasonBytes = new TextEncoder().encode(reason).length;
  // It is shown to whoever countersigns, and must not move the cursor of a terminal.
  const isPlain = reason.trim() !== '' && !/\p{Cc}/u.test(reason);
  if (!isPlain || reasonBytes > instructionLimits.reasonBytesMax) {
    return `a reason of 1 to ${instructionLimits.reasonBytesMax} bytes without control characters`;
  }
  if (validUntilS !== undefined && validUntilS <= issuedS) {
    return 'an expiry after the time of signing';
  }
  return undefined;
}

/**
 * Tenant, device and group names are levels of an MQTT topic and parts of a certificate, so no separator
 * may occur in them.
 */
export function isPlaceName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u.test(name);
}
