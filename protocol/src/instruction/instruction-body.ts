import type { CompiledPolicy } from '../policy/policy.ts';
import type { Result } from '../result.ts';
import type { BodyContext, BodyKind } from './body/body-kind.ts';
import { breakGlassBody, type BreakGlassBody } from './body/break-glass-body.ts';
import { confirmFirmwareBody, type ConfirmFirmwareBody } from './body/confirm-firmware-body.ts';
import { confirmUnlawfulBody, type ConfirmUnlawfulBody } from './body/confirm-unlawful-body.ts';
import { correctBody, type CorrectBody } from './body/correct-body.ts';
import { deletePeriodBody, type DeletePeriodBody } from './body/delete-period-body.ts';
import { keyChangeBody, type KeyChangeBody } from './body/key-change-body.ts';
import { policyBody } from './body/policy-body.ts';
import { reduceBody, type ReduceBody } from './body/reduce-body.ts';
import { restrictBody, type RestrictBody } from './body/restrict-body.ts';
import { settingsBody, type SettingsBody } from './body/settings-body.ts';
import { signedTimeBody, type SignedTimeBody } from './body/signed-time-body.ts';
import { wipeBody, type WipeBody } from './body/wipe-body.ts';
import type { Instruction, InstructionKind } from './instruction.ts';
import type { TrustedKey } from './operator-key.ts';

/** What stands in the body of each kind. */
export interface InstructionBodies {
  readonly policy: CompiledPolicy;
  readonly settings: SettingsBody;
  readonly restrict: RestrictBody;
  readonly correct: CorrectBody;
  readonly 'delete-period': DeletePeriodBody;
  readonly reduce: ReduceBody;
  readonly wipe: WipeBody;
  readonly 'break-glass': BreakGlassBody;
  readonly 'signed-time': SignedTimeBody;
  readonly 'key-change': KeyChangeBody;
  readonly 'confirm-firmware': ConfirmFirmwareBody;
  readonly 'confirm-unlawful': ConfirmUnlawfulBody;
}

/** Every kind. A new one is one short file, and one line here and in the rights. */
export const bodyKinds: {
  readonly [Kind in InstructionKind]: BodyKind<InstructionBodies[Kind]>;
} = {
  policy: policyBody,
  settings: settingsBody,
  restrict: restrictBody,
  correct: correctBody,
  'delete-period': deletePeriodBody,
  reduce: reduceBody,
  wipe: wipeBody,
  'break-glass': breakGlassBody,
  'signed-time': signedTimeBody,
  'key-change': keyChangeBody,
  'confirm-firmware': confirmFirmwareBody,
  'confirm-unlawful': confirmUnlawfulBody,
};

/** The body to be signed. Throws {@link UsageError} when it breaks a rule of its kind. */
export function encodeInstructionBody<Kind extends InstructionKind>(
  kind: Kind,
  body: InstructionBodies[Kind],
): Uint8Array {
  return bodyKinds[kind].encode(body);
}

/**
 * The body of a kind: `INSTRUCTION_BODY`, or `POLICY_INVALID` of a policy, when it is another. Never
 * throws.
 */
export function decodeInstructionBody<Kind extends InstructionKind>(
  kind: Kind,
  bytes: Uint8Array,
): Result<InstructionBodies[Kind]> {
  return bodyKinds[kind].decode(bytes);
}

/**
 * How many signatures a device asks for: one for what tightens, two for what loosens and for every
 * doubt. In doubt is a policy when none is known that it could be compared with, a revocation of a
 * key that is not among the given ones, and a body that cannot be read.
 */
export function requiredSignatures(
  instruction: Pick<Instruction, 'kind' | 'body'>,
  currentPolicy?: CompiledPolicy,
  keys: readonly TrustedKey[] = [],
): 1 | 2 {
  return needsSecond(instruction.kind, instruction.body, { currentPolicy, keys }) ? 2 : 1;
}

function needsSecond(kind: InstructionKind, bytes: Uint8Array, context: BodyContext): boolean {
  // The body comes from the decoder of the same definition, which the compiler cannot follow.
  const definition = bodyKinds[kind] as BodyKind<unknown>;
  const body = definition.decode(bytes);
  return !body.ok || definition.needsSecond(body.value, context);
}
