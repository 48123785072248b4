import {
  countersignInstruction,
  signInstruction,
  type InstructionKind,
  type OperatorKey,
} from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { readOperatorKey } from '../keys/read-operator-key.ts';

/** Who signs, why, and when by their own clock. */
export interface Signing {
  readonly signer: OperatorKey;
  readonly cosigner: OperatorKey | undefined;
  readonly reason: string;
  readonly issuedS: number;
}

/** For whom an instruction is. */
export interface Addressee {
  readonly tenant: string;
  readonly device: string;
  readonly sequence: number;
}

export function issuedAt({ clock }: CommandContext, options: Options): number {
  return (options['issuedAt'] as number | undefined) ?? clock.unixS();
}

/** Reads the keys that the options of `declareSigning` name. */
export async function readSigning(context: CommandContext, options: Options): Promise<Signing> {
  return {
    signer: await readFirstKey(context, options),
    cosigner: await readSecondKey(context, options),
    reason: options['reason'] as string,
    issuedS: issuedAt(context, options),
  };
}

export function readFirstKey({ world }: CommandContext, options: Options): Promise<OperatorKey> {
  return readOperatorKey(world, options['key'] as string, {
    passphraseFile: options['passphraseFile'] as string | undefined,
    variable: 'FEIERABEND_PASSPHRASE',
  });
}

async function readSecondKey(
  { world }: CommandContext,
  options: Options,
): Promise<OperatorKey | undefined> {
  const file = options['cosign'] as string | undefined;
  if (file === undefined) return undefined;
  return readOperatorKey(world, file, {
    passphraseFile: options['cosignPassphraseFile'] as string | undefined,
    variable: 'FEIERABEND_COSIGN_PASSPHRASE',
  });
}

/** The signed instruction, with one signature or two. */
export function signFor(
  { signer, cosigner, reason, issuedS }: Signing,
  addressee: Addressee,
  order: { readonly kind: InstructionKind; readonly body: Uint8Array },
): Uint8Array {
  const { name: author, role } = signer;
  const instruction = {
    version: 1,
    ...addressee,
    author,
    role,
    issuedS,
    reason,
    ...order,
  } as const;
  const signed = signInstruction(instruction, signer);
  return cosigner === undefined ? signed : countersignInstruction(signed, cosigner);
}
