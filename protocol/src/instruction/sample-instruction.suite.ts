import { createOperatorKey, trustedKeyOf } from './operator-key.ts';
import type { Instruction } from './instruction.ts';
import type { InstructionContext } from './open-instruction.ts';

const seed = (byte: number) => new Uint8Array(32).fill(byte);

/** People of the tests; their keys come from seeds that anybody can repeat. */
export const people = {
  admin: createOperatorKey({ name: 'Ada Admin', role: 'administrator', seed: seed(1) }),
  council: createOperatorKey({ name: 'Carl Council', role: 'council', seed: seed(2) }),
  dispatcher: createOperatorKey({ name: 'Dora Dispatch', role: 'dispatcher', seed: seed(3) }),
  controller: createOperatorKey({ name: 'Conny Control', role: 'controller', seed: seed(4) }),
  reader: createOperatorKey({ name: 'Rita Reader', role: 'reader', seed: seed(5) }),
  stranger: createOperatorKey({ name: 'Sam Stranger', role: 'administrator', seed: seed(6) }),
} as const;

export const sampleInstruction: Instruction = {
  version: 1,
  tenant: 'acme',
  device: 'van-7',
  sequence: 8,
  author: 'Ada Admin',
  role: 'administrator',
  issuedS: 1_790_000_000,
  reason: 'Winter timetable',
  kind: 'policy',
  body: Uint8Array.of(1, 2, 3),
};

/** A device that trusts everybody but the stranger. */
export const sampleContext: InstructionContext = {
  tenant: 'acme',
  device: 'van-7',
  keys: Object.values(people)
    .filter((key) => key !== people.stranger)
    .map(trustedKeyOf),
  lastSequence: 7,
};
