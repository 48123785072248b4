import {
  decodePolicy,
  instructionDigest,
  openInstruction,
  refusalErrors,
  toHex,
  TrackerError,
  type OpenedInstruction,
  type InstructionRefusal,
} from '@feierabend/protocol';

import type { DeviceIdentity } from '../identity/identity.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { PolicyStore } from './policy-store.ts';

export type Decision =
  | { readonly accepted: true; readonly sequence: number; readonly digest: Uint8Array }
  | { readonly accepted: false; readonly rc: number };

export interface InstructionDeskParts {
  readonly identity: DeviceIdentity;
  readonly policies: PolicyStore;
  readonly journal: JournalStore;
  readonly nowS: () => number | undefined;
}

/** Decides about signed instructions. Every one of them, accepted or refused, is in the journal before the answer goes out. */
export class InstructionDesk {
  readonly #parts: InstructionDeskParts;

  constructor(parts: InstructionDeskParts) {
    this.#parts = parts;
  }

  /** Of the last accepted instruction, by the policy store or by the journal: either may have been lost. */
  get lastSequence(): number {
    return Math.max(this.#parts.policies.sequence, this.#parts.journal.lastSequence);
  }

  submit(bytes: Uint8Array): Decision {
    const { tenant, device, trustedKeys } = this.#parts.identity;
    const { lastSequence } = this;
    const opened = openInstruction(bytes, { tenant, device, keys: trustedKeys, lastSequence });
    if (opened.ok) return this.#execute(bytes, opened.value);
    const { code } = opened.fault;
    return this.#refuse(bytes, code, refusalErrors[code as InstructionRefusal]);
  }

  /**
   * Notes the instruction in the policy store if the journal does not have it: power went between storing and noting it.
   * To be called at boot, before anything is captured under it.
   */
  recover(): void {
    const { policies, journal } = this.#parts;
    if (policies.active === undefined || policies.sequence <= journal.policySequence) return;
    this.#noteAccepted(policies.active.order);
  }

  #execute(bytes: Uint8Array, order: OpenedInstruction): Decision {
    const { instruction, digest } = order;
    if (instruction.kind !== 'policy') {
      return this.#refuse(bytes, 'UNSUPPORTED_KIND', TrackerError.unsupportedKind);
    }
    const policy = decodePolicy(instruction.body);
    if (!policy.ok) return this.#refuse(bytes, policy.fault.code, TrackerError.policyInvalid);
    if (!this.#parts.policies.replace(bytes)) {
      return this.#refuse(bytes, 'STORAGE', TrackerError.storage);
    }
    // The gate stays closed until the journal has it, and for good if it cannot.
    if (!this.#noteAccepted(order)) return { accepted: false, rc: TrackerError.storage };
    return { accepted: true, sequence: instruction.sequence, digest };
  }

  #noteAccepted({ instruction, digest }: OpenedInstruction): boolean {
    const { kind, author, role, sequence, reason } = instruction;
    const detail = { kind, author, role, sequence, reason, digest: toHex(digest) };
    return this.#parts.journal.record('instruction-accepted', this.#parts.nowS(), detail);
  }

  /** Nothing an unknown sender wrote goes into the journal but its digest. */
  #refuse(bytes: Uint8Array, code: string, rc: number): Decision {
    const detail = { code, digest: toHex(instructionDigest(bytes)) };
    this.#parts.journal.record('instruction-refused', this.#parts.nowS(), detail);
    return { accepted: false, rc };
  }
}
