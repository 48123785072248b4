import type { TapChannel } from '../core/ports.ts';
import { ByteServer } from '../adapters/serial/byte-server.ts';
import { controlRequest, type ControlAnswer, type ControlRequest } from './control-messages.ts';

const lineBytesMax = 1024 * 1024;

/** The bench's side entrance: JSON lines in, answers and tapped bytes out. Requests are served one after the other. */
export class ControlPort {
  readonly #server: ByteServer;
  readonly #handle: (request: ControlRequest) => Promise<ControlAnswer>;
  #text = '';
  #overlong = false;
  #busy: Promise<void> = Promise.resolve();

  /** `handle` never rejects. `released` is called when the bench disconnects. */
  constructor(parts: {
    handle: (request: ControlRequest) => Promise<ControlAnswer>;
    released: () => void;
  }) {
    this.#handle = parts.handle;
    this.#server = new ByteServer((bytes) => this.#receive(bytes), parts.released);
  }

  listen(name: string): Promise<string> {
    return this.#server.listen(name);
  }

  tap(channel: TapChannel, uptimeMs: number, bytes: Uint8Array): void {
    this.#send({ tap: channel, uptimeMs, base64: Buffer.from(bytes).toString('base64') });
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  #receive(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString('latin1');
    const lines = this.#text.split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) {
      // The rest of a line that was cut off is no request.
      const request = this.#overlong ? undefined : readRequest(line);
      this.#overlong = false;
      this.#busy = this.#busy.then(() => this.#serve(request));
    }
    if (this.#text.length > lineBytesMax) {
      this.#overlong = true;
      this.#text = '';
    }
  }

  async #serve(request: ControlRequest | undefined): Promise<void> {
    this.#send(request === undefined ? unreadable : await this.#handle(request));
  }

  #send(line: object): void {
    this.#server.write(Buffer.from(`${JSON.stringify(line)}\n`));
  }
}

const unreadable: ControlAnswer = {
  id: -1,
  ok: false,
  code: 'CONTROL_REQUEST',
  message:
    'Expected a request of docs/firmware/bench-control.md as one line of JSON, but something else came; ' +
    'correct the bench.',
};

function readRequest(line: string): ControlRequest | undefined {
  try {
    return controlRequest.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
