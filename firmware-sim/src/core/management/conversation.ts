import {
  ConsoleDeframer,
  encodeConsoleFrame,
  messageBytesMaxOf,
  SmpServer,
  type SmpHandler,
} from '@feierabend/protocol';

import type { Clock } from '../ports.ts';
import { smpBuffers } from './os-handlers.ts';

/** What nobody has gone on with for so long is over: an upload that stopped begins anew. */
const overMs = 600_000;

/**
 * What the firmware keeps of whoever speaks to its management port: the line under way, half an upload, half an instruction.
 * Made when somebody speaks, because most devices of a fleet hear nothing for days, and forgotten when they have left.
 */
export class Conversation {
  readonly #clock: Pick<Clock, 'uptimeMs'>;
  readonly #handlers: () => readonly SmpHandler[];
  #console: ConsoleDeframer | undefined;
  #server: SmpServer | undefined;
  #lastMs = 0;

  constructor(clock: Pick<Clock, 'uptimeMs'>, handlers: () => readonly SmpHandler[]) {
    this.#clock = clock;
    this.#handlers = handlers;
  }

  /** Nobody speaks, and what was said is forgotten the next time somebody does. */
  get isOver(): boolean {
    const isNone = this.#server === undefined && this.#console === undefined;
    return isNone || this.#clock.uptimeMs() - this.#lastMs >= overMs;
  }

  /** Bytes on a serial line; the answers, framed for it. */
  hear(bytes: Uint8Array): Uint8Array[] {
    this.#goOn();
    this.#console ??= new ConsoleDeframer({
      messageBytesMax: messageBytesMaxOf(smpBuffers.sizeBytes),
    });
    const messages = this.#console.push(bytes);
    return messages.flatMap((message) => this.#answer(message).map(encodeConsoleFrame));
  }

  /** A whole message; the answers. */
  answer(message: Uint8Array): Uint8Array[] {
    this.#goOn();
    return this.#answer(message);
  }

  #goOn(): void {
    if (this.isOver) [this.#console, this.#server] = [undefined, undefined];
    this.#lastMs = this.#clock.uptimeMs();
  }

  #answer(message: Uint8Array): Uint8Array[] {
    this.#server ??= new SmpServer({
      bufferBytes: smpBuffers.sizeBytes,
      handlers: this.#handlers(),
    });
    return this.#server.receiveMessage(message);
  }
}
