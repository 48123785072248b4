import {
  decodePolicy,
  openInstruction,
  policyDigest,
  type CompiledPolicy,
  type OpenedInstruction,
} from '@feierabend/protocol';

import { flashMap } from '../storage/flash-map.ts';
import type { DeviceIdentity } from '../identity/identity.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { Flash } from '../ports.ts';

export interface ActivePolicy {
  readonly policy: CompiledPolicy;
  /** The compiled form, byte for byte as it was signed. */
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
  /** The instruction that brought it. */
  readonly order: OpenedInstruction;
}

/**
 * Holds the signed instruction that brought the policy in force.
 *
 * **Invariant:** what is stored is the instruction itself, and its signatures are verified again at every boot: flash contents
 * alone cannot open the gate.
 */
export class PolicyStore {
  readonly #cell: LatestCell;
  readonly #identity: DeviceIdentity;
  #active: ActivePolicy | undefined;

  constructor(flash: Flash, identity: DeviceIdentity) {
    this.#cell = new LatestCell(flash, flashMap.policy);
    this.#identity = identity;
    const stored = this.#cell.read();
    this.#active = stored === undefined ? undefined : this.#open(stored);
  }

  get active(): ActivePolicy | undefined {
    return this.#active;
  }

  /** Sequence number of the instruction in the store; 0 when there is none. */
  get sequence(): number {
    return this.#active?.order.instruction.sequence ?? 0;
  }

  /** Replaces the policy by the one in an instruction that was already checked; false when it could not be stored. */
  replace(instruction: Uint8Array): boolean {
    const next = this.#open(instruction);
    if (next === undefined || instruction.length > this.#cell.bytesMax) return false;
    if (!this.#cell.write(instruction)) return false;
    this.#active = next;
    return true;
  }

  #open(bytes: Uint8Array): ActivePolicy | undefined {
    const { tenant, device, trustedKeys } = this.#identity;
    const opened = openInstruction(bytes, { tenant, device, keys: trustedKeys, lastSequence: 0 });
    if (!opened.ok || opened.value.instruction.kind !== 'policy') return undefined;
    const { body } = opened.value.instruction;
    const policy = decodePolicy(body);
    if (!policy.ok) return undefined;
    return { policy: policy.value, bytes: body, digest: policyDigest(body), order: opened.value };
  }
}
