import {
  equalBytes,
  fromHex,
  instructionDigest,
  refusalErrors,
  toHex,
  TrackerError,
  type CompiledPolicy,
  type InstructionContext,
  type InstructionKind,
  type InstructionRefusal,
  type JournalDetail,
  type OpenedInstruction,
  type openInstruction,
} from '@feierabend/protocol';

import type { JournalStore } from '../journal/journal-store.ts';
import type { Flash } from '../ports.ts';
import type { OrderExecutor } from './order-executor.ts';
import { OrderLog } from './order-log.ts';
import type { PolicyStore } from './policy-store.ts';
import { contextOf, type Trust } from './trust.ts';

export type Decision =
  | { readonly accepted: true; readonly sequence: number; readonly digest: Uint8Array }
  | { readonly accepted: false; readonly rc: number };

const strangerErrors: readonly number[] = [
  TrackerError.badSignature,
  TrackerError.unknownKey,
  TrackerError.wrongTenant,
];

/** Whether it was refused because somebody tried who may not. */
export function isFromStranger(decision: Decision): boolean {
  return !decision.accepted && strangerErrors.includes(decision.rc);
}

export interface InstructionDeskParts {
  readonly flash: Flash;
  readonly policies: PolicyStore;
  readonly journal: JournalStore;
  /** Whom the device obeys now. */
  readonly trust: () => Trust;
  /** Whom it obeyed when it accepted what it has stored: the same, and those whose keys were revoked since then. */
  readonly storedTrust: () => Trust;
  readonly nowS: () => number | undefined;
  /** The policy that a new one is compared with; undefined in every doubt. */
  readonly policyInForce: () => CompiledPolicy | undefined;
  /** Tells of an instruction that was refused, or counts it. */
  readonly refused: (detail: JournalDetail) => void;
  /** Judges signatures and rights. */
  readonly openInstruction: typeof openInstruction;
  /** Made anew for each instruction: they come once in months. */
  readonly executors: () => readonly OrderExecutor[];
  readonly ram?: InstructionRam | undefined;
}

/** The last instruction that was accepted, which is carried out. */
export interface InstructionRam {
  readonly sequence: number;
  /** Empty before the first. Text takes less memory than an array of so few bytes. */
  readonly digestHex: string;
}

interface LastInstruction {
  readonly sequence: number;
  readonly digest: Uint8Array;
}

/**
 * Decides about signed instructions, and has them carried out.
 *
 * **Invariant:** an instruction is stored before the journal tells of it, and the journal tells of it before anything is done
 * about it. What power ends in between is made good at the next boot, and until then nothing is captured.
 */
export class InstructionDesk {
  readonly #parts: InstructionDeskParts;
  readonly #orders: OrderLog;
  #last: LastInstruction | undefined;

  constructor(parts: InstructionDeskParts) {
    this.#parts = parts;
    const { ram } = parts;
    this.#orders = new OrderLog(parts.flash, ram && true);
    if (ram !== undefined) {
      const digest = fromHex(ram.digestHex) ?? new Uint8Array();
      if (digest.length > 0) this.#last = { sequence: ram.sequence, digest };
      return;
    }
    const stored = this.#stored();
    if (stored !== undefined) this.#remember(stored.opened);
  }

  /** Undefined while an instruction is not carried out. */
  get ram(): InstructionRam | undefined {
    const isWell = this.#orders.isDone && this.#orders.failures === 0;
    if (!isWell) return undefined;
    const { sequence = 0, digest = new Uint8Array() } = this.#last ?? {};
    return { sequence, digestHex: toHex(digest) };
  }

  /** Of the last accepted instruction, by whatever knows of it: each of them may have been lost. */
  get lastSequence(): number {
    const { policies, journal } = this.#parts;
    return Math.max(this.#last?.sequence ?? 0, policies.sequence, journal.lastSequence);
  }

  /** False while an accepted instruction is not carried out, or the last one is lost: the device is closed. */
  get isSettled(): boolean {
    return this.#orders.isDone && (this.#last?.sequence ?? 0) >= this.#parts.journal.lastSequence;
  }

  /** Every instruction, accepted or refused, is in the journal before the answer, or counted there. The same one again gets the same answer. */
  submit(bytes: Uint8Array): Decision {
    if (this.#isStuck()) return this.#refuse(bytes, 'STORAGE', TrackerError.storage);
    const last = this.#last;
    if (last !== undefined && equalBytes(last.digest, instructionDigest(bytes))) {
      return { accepted: true, ...last };
    }
    const opened = this.#parts.openInstruction(bytes, this.#context());
    if (!opened.ok) {
      const { code } = opened.fault;
      return this.#refuse(bytes, code, refusalErrors[code as InstructionRefusal]);
    }
    const executor = this.#executorOf(opened.value.instruction.kind);
    if (executor === undefined) {
      return this.#refuse(bytes, 'UNSUPPORTED_KIND', TrackerError.unsupportedKind);
    }
    const prepared = executor.prepare(bytes, opened.value);
    if (!prepared.ok) return this.#refuse(bytes, prepared.code, prepared.rc);
    if (!this.#orders.begin(bytes)) return this.#refuse(bytes, 'STORAGE', TrackerError.storage);
    const accepted = this.#remember(opened.value);
    if (!this.#finish(opened.value, prepared.carryOut)) {
      return { accepted: false, rc: TrackerError.storage };
    }
    return { accepted: true, ...accepted };
  }

  /**
   * Notes and carries out what was accepted, if power ended that; false when it cannot. To be called at boot, before anything
   * is captured.
   */
  recover(): boolean {
    if (this.#orders.isDone) return true;
    const stored = this.#stored();
    if (stored === undefined) return false;
    const { bytes, opened } = stored;
    const executor = this.#executorOf(opened.instruction.kind);
    const prepared = executor?.prepare(bytes, opened, true);
    return prepared?.ok === true && this.#finish(opened, prepared.carryOut);
  }

  /** What was accepted cannot be carried out. One that is not even authentic gives way to the next. */
  #isStuck(): boolean {
    return !this.recover() && this.#stored() !== undefined;
  }

  #executorOf(kind: InstructionKind): OrderExecutor | undefined {
    return this.#parts.executors().find((executor) => executor.kind === kind);
  }

  #finish(opened: OpenedInstruction, carryOut: () => boolean): boolean {
    const isNoted = this.#parts.journal.lastSequence >= opened.instruction.sequence;
    if (!isNoted && !this.#noteAccepted(opened)) return false;
    if (!carryOut()) return false;
    this.#orders.finish();
    return true;
  }

  #context(): InstructionContext {
    const { trust, nowS, policyInForce } = this.#parts;
    const { lastSequence } = this;
    return contextOf(trust(), { lastSequence, nowS: nowS(), currentPolicy: policyInForce() });
  }

  /** The last accepted instruction, its signatures and rights judged again. */
  #stored(): { bytes: Uint8Array; opened: OpenedInstruction } | undefined {
    const bytes = this.#orders.read();
    if (bytes === undefined) return undefined;
    const { storedTrust, policies } = this.#parts;
    const currentPolicy = policies.active?.policy;
    const known = { lastSequence: 0, currentPolicy, isStored: true };
    const opened = this.#parts.openInstruction(bytes, contextOf(storedTrust(), known));
    return opened.ok ? { bytes, opened: opened.value } : undefined;
  }

  #remember({ instruction, digest }: OpenedInstruction) {
    const last = { sequence: instruction.sequence, digest };
    this.#last = last;
    return last;
  }

  #noteAccepted({ instruction, digest }: OpenedInstruction): boolean {
    const { kind, author, role, sequence, reason } = instruction;
    const detail = { kind, author, role, sequence, reason, digest: toHex(digest) };
    return this.#parts.journal.record('instruction-accepted', this.#parts.nowS(), detail);
  }

  /** Nothing an unknown sender wrote goes into the journal but its digest. */
  #refuse(bytes: Uint8Array, code: string, rc: number): Decision {
    this.#parts.refused({ code, digest: toHex(instructionDigest(bytes)) });
    return { accepted: false, rc };
  }
}
