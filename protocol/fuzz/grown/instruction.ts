import { encodePolicy } from '../../src/policy/compiled-policy.ts';
import { sampleBodies } from '../../src/instruction/sample-bodies.suite.ts';
import {
  people,
  sampleContext,
  sampleInstruction,
} from '../../src/instruction/sample-instruction.suite.ts';
import { encodeInstruction, type Instruction } from '../../src/instruction/instruction.ts';
import type { InstructionContext } from '../../src/instruction/instruction-context.ts';
import { countersignInstruction, signInstruction } from '../../src/instruction/sign-instruction.ts';
import { samplePolicy } from '../../src/policy/sample-policy.suite.ts';
import type { Dice } from '../dice.ts';
import { growPolicy } from './policy.ts';

const letters = Array.from('abcdefghijklmnopqrstuvwxyz ÄÖÜß€');

/** A device with a policy and a clock, that belongs to a group. */
export const fuzzedDevice: InstructionContext = {
  ...sampleContext,
  groups: ['vans'],
  nowS: 1_790_000_100,
  currentPolicy: samplePolicy,
};

/** What a person of the tests may well tell this device. */
function growInstruction(dice: Dice): Instruction {
  const { kind, bytes } = dice.pick(sampleBodies);
  const body = kind === 'policy' ? encodePolicy(growPolicy(dice)) : bytes;
  const author = kind === 'confirm-unlawful' ? people.controller : people.admin;
  const { device: _device, ...common } = sampleInstruction;
  return {
    ...common,
    ...(dice.chance(80) ? { device: sampleInstruction.device } : { group: 'vans' }),
    kind,
    body,
    author: author.name,
    role: author.role,
    sequence: 8 + dice.small(0xffff_fff0),
    issuedS: 1_790_000_000 - dice.small(1_000_000),
    reason: `x${Array.from({ length: dice.small(60) }, () => dice.pick(letters)).join('')}`,
    ...(dice.chance(50) ? { validUntilS: 1_790_000_101 + dice.small(1_000_000) } : {}),
  };
}

export const growPayload = (dice: Dice): Uint8Array => encodeInstruction(growInstruction(dice));

export const growBody = (dice: Dice): Uint8Array =>
  dice.chance(50) ? encodePolicy(growPolicy(dice)) : dice.pick(sampleBodies).bytes.slice();

/** Signed by the employer's side, and mostly by the employees' as well. */
export function growSigned(dice: Dice): Uint8Array {
  const instruction = growInstruction(dice);
  const key = instruction.role === 'controller' ? people.controller : people.admin;
  const signed = signInstruction(instruction, key);
  return dice.chance(75) ? countersignInstruction(signed, people.council) : signed;
}
