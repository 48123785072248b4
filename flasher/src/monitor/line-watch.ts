import { ConsoleDeframer, decodeSmpMessages, type SmpMessage } from '@feierabend/protocol';

import type { FlasherClock } from '../serial/clock.ts';
import { lineBytesMax, LineSplitter } from '../session/line-splitter.ts';

/** What passed on a line, one thing after the other. */
export type Sighting =
  | { readonly kind: 'text'; readonly line: Uint8Array }
  | { readonly kind: 'smp'; readonly message: SmpMessage }
  /** A frame that began and came to nothing: bytes were lost or changed. */
  | { readonly kind: 'damaged' };

/** A prompt has no line end; it is shown when nothing follows for so long. */
const promptMs = 300;
const messageBytesMax = 65_536;

/** Tells console text from SMP frames in one direction of a line, without taking part in it. */
export class LineWatch {
  private readonly clock: FlasherClock;
  private readonly onSighting: (sighting: Sighting) => void;
  private readonly splitter: LineSplitter;
  private readonly deframer: ConsoleDeframer;
  private cancelPrompt = () => {};

  constructor(clock: FlasherClock, onSighting: (sighting: Sighting) => void) {
    this.clock = clock;
    this.onSighting = onSighting;
    this.deframer = new ConsoleDeframer({
      messageBytesMax,
      lineBytesMax: lineBytesMax + 1,
      onText: (line) => onSighting({ kind: 'text', line }),
    });
    this.splitter = new LineSplitter((line) => this.take(line));
  }

  push(bytes: Uint8Array): void {
    this.cancelPrompt();
    this.splitter.push(bytes);
    if (this.splitter.holdsText) {
      this.cancelPrompt = this.clock.after(promptMs, () => this.splitter.flush());
    }
  }

  /** Shows what is left, and sets no more timers. */
  end(): void {
    this.cancelPrompt();
    if (this.splitter.holdsText) this.splitter.flush();
  }

  private take(line: Uint8Array): void {
    const droppedBefore = this.deframer.dropped;
    const message = this.deframer.acceptLine(line);
    const messages = message === undefined ? undefined : decodeSmpMessages(message);
    if (this.deframer.dropped > droppedBefore || messages?.ok === false) {
      this.onSighting({ kind: 'damaged' });
    }
    if (messages?.ok !== true) return;
    for (const one of messages.value) this.onSighting({ kind: 'smp', message: one });
  }
}
