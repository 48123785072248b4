import type { CompiledPolicy } from '../policy/policy.ts';
import type { TrustedKey } from './operator-key.ts';
import type { RevokedKey } from './key/revocation-list.ts';

/** What the device knows when an instruction arrives. */
export interface InstructionContext {
  readonly tenant: string;
  readonly device: string;
  readonly keys: readonly TrustedKey[];
  /** Of the last accepted instruction; 0 before the first. */
  readonly lastSequence: number;
  /** Groups that the device belongs to. */
  readonly groups?: readonly string[] | undefined;
  /** Keys that sign nothing more, though {@link keys} may still have them. */
  readonly revoked?: readonly RevokedKey[] | undefined;
  /** Trusted UTC time; absent when there is none, and then nothing that can expire is accepted. */
  readonly nowS?: number | undefined;
  /**
   * The policy in force. A policy that tightens it needs one signature; without it every policy needs
   * two.
   */
  readonly currentPolicy?: CompiledPolicy | undefined;
  /**
   * The device accepted the instruction before, and reads it back from its own storage: expiries and
   * revocations were judged then, and are not again. Signatures and rights always are.
   */
  readonly isStored?: boolean | undefined;
}

/** Whose signatures an instruction has. */
export interface Signers {
  readonly signer: TrustedKey;
  readonly cosigner?: TrustedKey;
}
