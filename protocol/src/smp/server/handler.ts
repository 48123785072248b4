import type { SmpCommand } from '../command.ts';
import type { SmpVersion } from '../header.ts';
import { McumgrError } from '../errors/mcumgr-errors.ts';

/** What a handler answers instead of a response. */
export interface SmpFailure {
  readonly kind: 'smp-failure';
  /** Undefined for a code of the protocol itself. */
  readonly group: number | undefined;
  readonly rc: number;
}

/** A refusal with a code of a group: `{err: {group, rc}}` in v2, translated in v1. */
export function groupFailure(group: number, rc: number): SmpFailure {
  return { kind: 'smp-failure', group, rc };
}

/** A refusal with a code of the protocol itself: `{rc}` in both versions. */
export function protocolFailure(rc: McumgrError): SmpFailure {
  return { kind: 'smp-failure', group: undefined, rc };
}

export interface SmpRequestContext {
  readonly version: SmpVersion;
  readonly sequence: number;
}

/** A command with the code that serves it; the types of request and answer are closed over. */
export interface SmpHandler {
  readonly group: number;
  readonly id: number;
  readonly op: 0 | 2;
  answer(payload: Uint8Array, context: SmpRequestContext): Uint8Array | SmpFailure;
}

/** Binds a command to the function that serves it. */
export function handleCommand<Request, Response extends object>(
  command: SmpCommand<Request, Response>,
  handle: (request: Request, context: SmpRequestContext) => Response | SmpFailure,
): SmpHandler {
  return {
    group: command.group,
    id: command.id,
    op: command.op,
    answer(payload, context) {
      // Zephyr takes no payload for an empty map.
      const request = command.request.decode(payload.length === 0 ? emptyMap : payload);
      if (!request.ok) return protocolFailure(McumgrError.invalid);
      const response = handle(request.value, context);
      return isSmpFailure(response) ? response : command.response.encode(response);
    },
  };
}

/** Tells a refusal from whatever else a device may answer. */
export function isSmpFailure(answer: unknown): answer is SmpFailure {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'kind' in answer &&
    answer.kind === 'smp-failure'
  );
}

const emptyMap = Uint8Array.of(0xa0);
