import type { InstructionContext, Signers } from './instruction-context.ts';
import { decodeInstructionBody } from './instruction-body.ts';
import { refusal } from './instruction-refusal.ts';
import type { Instruction } from './instruction.ts';
import type { TrustedKey } from './operator-key.ts';

const notKnown = 'the device does not know the time';

/** Keys that were revoked, or that have expired. */
export function refuseKeys(
  instruction: Instruction,
  { signer, cosigner }: Signers,
  context: InstructionContext,
) {
  if (context.isStored === true) return undefined;
  const used = cosigner === undefined ? [signer] : [signer, cosigner];
  const isRevoked = (key: TrustedKey) => context.revoked?.some(({ keyId }) => keyId === key.keyId);
  const revoked = used.find(isRevoked);
  if (revoked !== undefined) {
    return refusal(
      'INSTRUCTION_KEY_REVOKED',
      'signatures by keys that the device trusts',
      `the key of ${revoked.name} was revoked`,
      'sign it again with a key that is still trusted',
    );
  }
  const nowS = timeToJudgeBy(instruction, context);
  const expired = used.find(
    ({ notAfterS }) => notAfterS !== undefined && (nowS === undefined || nowS >= notAfterS),
  );
  if (expired === undefined) return undefined;
  return refusal(
    'INSTRUCTION_KEY_EXPIRED',
    'signatures by keys that have not expired',
    nowS === undefined ? notKnown : `the key of ${expired.name} has`,
    nowS === undefined ? 'give the device the time first' : 'have a new key brought to the device',
  );
}

/**
 * Keys that expire must be able to give a device its time back, so a signed time is judged by the
 * time that it brings.
 */
function timeToJudgeBy({ kind, body }: Instruction, { nowS }: InstructionContext) {
  if (nowS !== undefined || kind !== 'signed-time') return nowS;
  const time = decodeInstructionBody(kind, body);
  return time.ok ? time.value.timeS : undefined;
}

/** An instruction that came too late. */
export function refuseExpired(instruction: Instruction, context: InstructionContext) {
  const { validUntilS } = instruction;
  if (validUntilS === undefined || context.isStored === true) return undefined;
  const nowS = timeToJudgeBy(instruction, context);
  if (nowS !== undefined && nowS < validUntilS) return undefined;
  return refusal(
    'INSTRUCTION_EXPIRED',
    'an instruction that has not expired',
    nowS === undefined ? notKnown : 'it has',
    nowS === undefined
      ? 'give the device the time first, or sign it without an expiry'
      : 'sign it again with a later expiry',
  );
}
