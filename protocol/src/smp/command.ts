import type { CborMessage } from '../schema/cbor-message.ts';
import { SmpOp } from './header.ts';

/** One operation of one command: what is asked, and what is answered. */
export interface SmpCommand<Request, Response> {
  readonly group: number;
  readonly id: number;
  /** How error sentences call it: `image upload`. */
  readonly name: string;
  readonly op: typeof SmpOp.read | typeof SmpOp.write;
  readonly request: CborMessage<Request>;
  readonly response: CborMessage<Response>;
  /** False when a request must not be sent twice unseen: the device may have acted on the first. */
  readonly repeatable: boolean;
}

export interface CommandParts<Request, Response> {
  readonly group: number;
  readonly id: number;
  readonly name: string;
  readonly request: CborMessage<Request>;
  readonly response: CborMessage<Response>;
  readonly repeatable?: boolean;
}

/** A command that asks (op 0). */
export function readCommand<Q, P>(parts: CommandParts<Q, P>): SmpCommand<Q, P> {
  return { repeatable: true, ...parts, op: SmpOp.read };
}

/** A command that changes something (op 2). */
export function writeCommand<Q, P>(parts: CommandParts<Q, P>): SmpCommand<Q, P> {
  return { repeatable: true, ...parts, op: SmpOp.write };
}
