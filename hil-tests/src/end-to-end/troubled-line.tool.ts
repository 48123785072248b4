import type { ByteLink } from '@feierabend/flasher';
import { LinkError } from '@feierabend/protocol';

type Receive = (bytes: Uint8Array) => void;

/** A line in memory that a test can cut, silence, or make lose bytes. */
export class TroubledLine {
  /** What becomes of bytes on their way, in both directions. */
  spoil: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;
  /** Nothing arrives at the device. */
  isSilent = false;
  #isCut = false;
  #ends = new Set<{ readonly receive: Receive[]; readonly close: (reason: LinkError) => void }>();

  /** Pulls the plug: whoever is on the line learns of it, and nobody can open it. */
  cut(): void {
    this.#isCut = true;
    const ends = this.#ends;
    this.#ends = new Set();
    for (const end of ends) end.close(gone('closed from the other side'));
  }

  /** Everything is as it was before the trouble. */
  heal(): void {
    this.#isCut = false;
    this.isSilent = false;
    this.spoil = (bytes) => bytes;
  }

  fromDevice(bytes: Uint8Array): void {
    const arriving = this.spoil(bytes);
    if (this.isSilent || arriving.length === 0) return;
    for (const { receive } of this.#ends) for (const listener of receive) listener(arriving);
  }

  open(toDevice: Receive): ByteLink {
    if (this.#isCut) throw gone('absent');
    const receive: Receive[] = [];
    let closed: LinkError | undefined;
    const closing: ((reason: LinkError | undefined) => void)[] = [];
    const end = {
      receive,
      close: (reason: LinkError) => {
        closed = reason;
        for (const listener of closing) listener(reason);
      },
    };
    this.#ends.add(end);
    return {
      description: 'the bare board',
      write: async (bytes) => {
        if (closed !== undefined) throw closed;
        if (!this.isSilent) toDevice(this.spoil(bytes));
      },
      onBytes: (listener) => void receive.push(listener),
      onClose: (listener) => void closing.push(listener),
      close: async () => void this.#ends.delete(end),
    };
  }
}

function gone(came: string): LinkError {
  return new LinkError({
    code: 'PORT_CLOSED',
    expected: 'the port of the bare board to stay',
    came: `it is ${came}`,
    next: 'plug it in again',
  });
}
