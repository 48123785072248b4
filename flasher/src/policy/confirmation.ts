import {
  confirmUnlawfulBody,
  DataError,
  equalBytes,
  type ConfirmUnlawfulBody,
} from '@feierabend/protocol';

import type { World } from '../command.ts';
import { fromFile } from '../files/faults.ts';
import { readInstructionFile, type InstructionFile } from '../signing/instruction-file.ts';
import { refuseLintErrors } from './policy-file.ts';
import { lintErrors, type PolicyInput } from './read-policy-input.ts';

/** The controller's word that a policy shall hold although the lint has errors (GDPR art. 28(3)). */
export interface Confirmation extends InstructionFile {
  readonly body: ConfirmUnlawfulBody;
}

export async function readConfirmation(world: World, file: string): Promise<Confirmation> {
  const order = readInstructionFile(await world.readFile(file), file);
  const { kind, role, body } = order.instruction;
  if (kind !== 'confirm-unlawful' || role !== 'controller') {
    throw unfit(file, `it is an instruction of kind ${kind} by somebody who is ${role}`);
  }
  return { ...order, body: fromFile(confirmUnlawfulBody.decode(body), file) };
}

/**
 * Errors of the lint suspend a policy until the controller has confirmed every one of them for
 * exactly these bytes. The device judges the signature, and keeps the confirmation in its journal.
 */
export function refuseSuspended(policy: PolicyInput, confirmation: Confirmation | undefined): void {
  const errors = lintErrors(policy);
  if (errors.length === 0) return;
  if (confirmation === undefined) return refuseLintErrors(policy);
  const { file, body } = confirmation;
  if (!equalBytes(body.subject, policy.digest)) throw unfit(file, 'it confirms another policy');
  const open = errors.find(({ code }) => !body.rules.includes(code));
  if (open !== undefined) throw unfit(file, `it does not name ${open.code}`);
}

function unfit(file: string, came: string): DataError {
  return new DataError({
    code: 'POLICY_CONFIRMATION',
    expected: `${file} to be the controller's confirmation of every lint error of this policy`,
    came,
    next: 'have the controller sign "flasher policy confirm" for this very policy',
  });
}
