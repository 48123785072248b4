import {
  decodeInstructionBody,
  TrackerError,
  type InstructionBodies,
  type InstructionKind,
  type OpenedInstruction,
} from '@feierabend/protocol';

/** An instruction whose signatures and rights are in order, with its body read. */
interface Order<Body> {
  readonly body: Body;
  readonly opened: OpenedInstruction;
  /** As it was signed. */
  readonly bytes: Uint8Array;
  /** Power ended it before, or may have: this is the boot after that. */
  readonly isRepeated: boolean;
}

/** Why a device does not obey: a word for the journal, and the answer. */
export interface OrderRefusal {
  readonly code: string;
  readonly rc: TrackerError;
}

type PreparedOrder =
  | { readonly ok: true; readonly carryOut: () => boolean }
  | ({ readonly ok: false } & OrderRefusal);

/** Carries out one kind of instruction. */
export interface OrderExecutor {
  readonly kind: InstructionKind;
  /** Judges the body and changes nothing. A repeated order was judged before, and is not again. */
  prepare(bytes: Uint8Array, opened: OpenedInstruction, isRepeated?: boolean): PreparedOrder;
}

export interface OrderParts<Body> {
  /** Why this device cannot obey now; asked before anything is stored. */
  readonly refuses?: (order: Order<Body>) => OrderRefusal | undefined;
  /** Done before it is accepted, while the device still works; not where power ended it. */
  readonly before?: () => void;
  /**
   * Does it; false when flash did not take it. Where power ended it, it is called once more at the
   * next boot: whatever the first call has done, the second must lead to the same end.
   */
  readonly carryOut: (order: Order<Body>) => boolean;
}

/** An executor of a kind, from what is special about the kind. */
export function orderExecutor<Kind extends InstructionKind>(
  kind: Kind,
  { refuses, before, carryOut }: OrderParts<InstructionBodies[Kind]>,
): OrderExecutor {
  return {
    kind,
    prepare(bytes, opened, isRepeated = false) {
      const body = decodeInstructionBody(kind, opened.instruction.body);
      if (!body.ok) {
        const rc = kind === 'policy' ? TrackerError.policyInvalid : TrackerError.malformed;
        return { ok: false, code: body.fault.code, rc };
      }
      const order = { body: body.value, opened, bytes, isRepeated };
      const refusal = isRepeated ? undefined : refuses?.(order);
      if (refusal !== undefined) return { ok: false, ...refusal };
      if (!isRepeated) before?.();
      return { ok: true, carryOut: () => carryOut(order) };
    },
  };
}
