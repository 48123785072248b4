import type { InstructionContext } from '@feierabend/protocol';

/** Whom a device obeys: who it is, its groups, its keys, and the revoked ones. */
export type Trust = Pick<InstructionContext, 'tenant' | 'device' | 'keys' | 'groups' | 'revoked'>;
