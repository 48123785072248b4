import type { InstructionContext } from '@feierabend/protocol';

/** Whom a device obeys: who it is, its groups, its keys, and the revoked ones. */
export type Trust = Pick<InstructionContext, 'tenant' | 'device' | 'keys' | 'groups' | 'revoked'>;

/** By whom and when an instruction is judged. Named one by one: spread, each would take a shape of its own. */
export function contextOf(
  { tenant, device, groups, keys, revoked }: Trust,
  { lastSequence, nowS, currentPolicy, isStored }: Omit<InstructionContext, keyof Trust>,
): InstructionContext {
  return { tenant, device, groups, keys, revoked, lastSequence, nowS, currentPolicy, isStored };
}
