import type { LinkError } from '@feierabend/protocol';

import type { ByteLink } from '../serial/byte-link.ts';

/** A link to something that is no SMP device: it says what the test says, to every write. */
export class FakeLink implements ByteLink {
  readonly description: string;
  readonly written: Uint8Array[] = [];
  private readonly answer: string;
  private listeners: ((bytes: Uint8Array) => void)[] = [];
  private closeListeners: ((reason: LinkError | undefined) => void)[] = [];

  constructor(description: string, answer = '') {
    this.description = description;
    this.answer = answer;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.written.push(bytes);
    if (this.answer !== '') this.say(this.answer);
  }

  say(text: string): void {
    for (const listener of this.listeners) listener(new TextEncoder().encode(text));
  }

  hangUp(reason: LinkError): void {
    for (const listener of this.closeListeners) listener(reason);
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.listeners.push(listener);
  }

  onClose(listener: (reason: LinkError | undefined) => void): void {
    this.closeListeners.push(listener);
  }

  async close(): Promise<void> {
    for (const listener of this.closeListeners) listener(undefined);
    this.closeListeners = [];
  }
}
