import { instructionKinds, type InstructionKind } from './instruction.ts';
import type { OperatorRole } from './operator-key.ts';

/** Whose signatures an instruction needs: one of each list, by two different keys. */
export interface InstructionRight {
  readonly signers: readonly OperatorRole[];
  readonly secondSigners: readonly OperatorRole[];
}

/**
 * Tightening may one day need one signature only. Until a device compares policies field by field,
 * it cannot tell tightening from loosening, and every doubt closes: each kind needs the employer's
 * side and the employees' side.
 */
const bothSides: InstructionRight = {
  signers: ['administrator', 'controller'],
  secondSigners: ['council'],
};

/** The rights of every kind. A new kind is one new line here. */
export const instructionRights = Object.fromEntries(
  instructionKinds.map((kind) => [kind, bothSides]),
) as Readonly<Record<InstructionKind, InstructionRight>>;
