import type { InstructionKind } from './instruction.ts';
import type { OperatorRole } from './operator-key.ts';

/** Who may sign a kind of instruction. */
export interface InstructionRight {
  /** Sign first where two signatures are needed, and alone where one is. */
  readonly signers: readonly OperatorRole[];
  /** Sign second where two signatures are needed, by another person with another key. */
  readonly secondSigners: readonly OperatorRole[];
  /** Sign alone as well, where one signature is enough. */
  readonly aloneSigners: readonly OperatorRole[];
  /** In words, for docs/protocol/instruction.md; `bodyKinds` decides. */
  readonly secondNeeded: string;
}

const employer: readonly OperatorRole[] = ['administrator', 'controller'];
const employees: readonly OperatorRole[] = ['council'];

function right(
  secondNeeded: string,
  signers: readonly OperatorRole[] = employer,
  aloneSigners: readonly OperatorRole[] = [],
): InstructionRight {
  return { signers, secondSigners: employees, aloneSigners, secondNeeded };
}

/**
 * The rights of every kind. The second signature is the employees' side: a works council, or where
 * there is none the documented second person who got a key of that role.
 */
export const instructionRights: Readonly<Record<InstructionKind, InstructionRight>> = {
  policy: right('when a field loosens, or the policy in force is not known'),
  settings: right('always'),
  restrict: right('to lift it', employer, ['dispatcher']),
  correct: right('always'),
  'delete-period': right('never'),
  reduce: right('to end it', employer, ['dispatcher']),
  wipe: right('for the scope `device`'),
  'break-glass': right('always'),
  'signed-time': right('always'),
  'key-change': right('to add a key, or to revoke one of the council or an unknown one'),
  'confirm-firmware': right('never'),
  'confirm-unlawful': right('never', ['controller']),
};
