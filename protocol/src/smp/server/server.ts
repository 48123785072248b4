import { legacyCode } from '../errors/error-codes.ts';
import { messageBytesMaxOf } from '../framing/console-frame.ts';
import { protocolFailure, type SmpFailure, type SmpHandler } from './handler.ts';
import { SmpHeader, SmpOp, SmpVersion } from '../header.ts';
import { McumgrError } from '../errors/mcumgr-errors.ts';
import { encodeSmpMessage } from '../message.ts';
import { ErrorResponse } from '../client/refusal.ts';

export interface SmpServerOptions {
  readonly handlers: readonly SmpHandler[];
  /** The reassembly buffer that the parameters command reports (`buf_size`). */
  readonly bufferBytes: number;
}

/**
 * The device half of SMP, without I/O: a message comes in, its answers go out. It behaves like the
 * server of Zephyr, down to what that does with messages that are wrong.
 */
export class SmpServer {
  readonly #handlers = new Map<string, SmpHandler>();
  readonly #messageBytesMax: number;

  constructor(options: SmpServerOptions) {
    for (const handler of options.handlers) this.#handlers.set(keyOf(handler), handler);
    this.#messageBytesMax = messageBytesMaxOf(options.bufferBytes);
  }

  /**
   * The answers to all messages in one frame, in their order. None when there is nothing to answer
   * to.
   */
  receiveMessage(bytes: Uint8Array): Uint8Array[] {
    const answers: Uint8Array[] = [];
    // A longer message never fits the buffer of a real device; there it is lost without an answer.
    if (bytes.length > this.#messageBytesMax) return answers;
    let rest = bytes;
    while (rest.length > 0) {
      const header = SmpHeader.decode(rest);
      if (!header.ok) break;
      const request = header.value.value;
      const end = SmpHeader.sizeBytes + request.payloadBytes;
      if (end > rest.length) {
        answers.push(this.#respond(request, protocolFailure(McumgrError.corrupt)));
        break;
      }
      answers.push(
        this.#respond(request, this.#answer(request, rest.slice(SmpHeader.sizeBytes, end))),
      );
      rest = rest.subarray(end);
    }
    return answers;
  }

  #answer(request: SmpHeader, payload: Uint8Array): Uint8Array | SmpFailure {
    const version = versionOf(request);
    if (version > SmpVersion.v2) return protocolFailure(McumgrError.tooNew);
    const op = opOf(request);
    const handler = this.#handlers.get(keyOf({ group: request.group, id: request.command, op }));
    if (handler === undefined) return protocolFailure(McumgrError.notSupported);
    return handler.answer(payload, { version: knownVersion(version), sequence: request.sequence });
  }

  #respond(request: SmpHeader, answer: Uint8Array | SmpFailure): Uint8Array {
    const version = knownVersion(versionOf(request));
    const bytes = encodeAnswer(
      request,
      answer instanceof Uint8Array ? answer : encodeFailure(answer, version),
    );
    if (bytes.length <= this.#messageBytesMax) return bytes;
    const tooLong = protocolFailure(McumgrError.messageSize);
    return encodeAnswer(request, encodeFailure(tooLong, version));
  }
}

function encodeAnswer(request: SmpHeader, payload: Uint8Array): Uint8Array {
  return encodeSmpMessage({
    op: opOf(request) === SmpOp.read ? SmpOp.readResponse : SmpOp.writeResponse,
    version: knownVersion(versionOf(request)),
    group: request.group,
    sequence: request.sequence,
    command: request.command,
    payload,
  });
}

function encodeFailure({ group, rc }: SmpFailure, version: SmpVersion): Uint8Array {
  if (group === undefined) return ErrorResponse.encode({ rc });
  if (version === SmpVersion.v2) return ErrorResponse.encode({ err: { group, rc } });
  return ErrorResponse.encode({ rc: legacyCode(group, rc) });
}

function keyOf({ group, id, op }: { group: number; id: number; op: number }): string {
  return `${group}/${id}/${op}`;
}

function opOf(request: SmpHeader): number {
  return request.versionAndOp & 7;
}

function versionOf(request: SmpHeader): number {
  return (request.versionAndOp >> 3) & 3;
}

/** A version we do not know is answered in the newest that we do. */
function knownVersion(version: number): SmpVersion {
  return version === SmpVersion.v1 ? SmpVersion.v1 : SmpVersion.v2;
}
