import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

import { LinkError } from '@feierabend/protocol';
import five from 'johnny-five';

/** What a Firmata client needs of a serial line; `serialport` and the emulated board have it. */
export interface FirmataTransport extends EventEmitter {
  readonly path: string;
  write(bytes: Uint8Array, done?: (error?: Error | null) => void): unknown;
}

/** What is used of `firmata-io`, which has no types of its own. */
interface FirmataIo extends EventEmitter {
  readonly pins: readonly { readonly state?: number }[];
  readonly firmware: { readonly name?: string; readonly version?: object };
  readonly MODES: { readonly INPUT: number; readonly ANALOG: number };
  queryPinState(pin: number, done: () => void): void;
  /** Analog pins count from 0 on. */
  pinMode(pin: number, mode: number): void;
}
type FirmataClass = new (
  transport: FirmataTransport,
  options: { reportVersionTimeout: number; samplingInterval: number },
) => FirmataIo;

const { Firmata } = createRequire(import.meta.url)('firmata-io') as { Firmata: FirmataClass };

/** Between two reports of the board, by its own clock. */
export const samplingMs = 20;
/** A board that resets when its port is opened says its version after that; the others are asked for it. */
const askVersionAfterMs = 4000;

/** A board with StandardFirmata, driven by johnny-five. */
export class FirmataClient {
  readonly io: FirmataIo;
  readonly board: five.Board;
  readonly #where: string;
  readonly #deadlineMs: number;
  #lost: LinkError | undefined;
  readonly #onLost = new Set<(error: LinkError) => void>();

  private constructor(transport: FirmataTransport, deadlineMs: number) {
    this.#where = transport.path;
    this.#deadlineMs = deadlineMs;
    this.io = new Firmata(transport, {
      reportVersionTimeout: askVersionAfterMs,
      samplingInterval: samplingMs,
    });
    // Without these options johnny-five takes the terminal, the interrupt signal and the output for itself.
    const options = { io: this.io, repl: false, sigint: false, debug: false, timeout: deadlineMs };
    this.board = new five.Board(options);
    const lose = (): void => this.#lose();
    transport.on('close', lose);
    transport.on('error', lose);
  }

  /** `connect` lets the transport deliver, once everybody listens. */
  static async open(
    transport: FirmataTransport,
    { deadlineMs, connect }: { deadlineMs: number; connect?: () => void },
  ): Promise<FirmataClient> {
    const client = new FirmataClient(transport, deadlineMs);
    await client.wait('to say that it is a Firmata board', (done) => {
      client.board.on('ready', done);
      client.board.on('error', () => {});
      connect?.();
    });
    return client;
  }

  /**
   * Waits for what `begin` calls its argument for; for the deadline at most, and not for a board that is gone. `late` says
   * more than that the board did not answer.
   */
  async wait<T = void>(
    what: string,
    begin: (done: (value: T) => void) => void,
    late?: () => LinkError,
  ): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    let fail: ((error: LinkError) => void) | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        fail = reject;
        this.#onLost.add(reject);
        const inTime = `it has not within ${this.#deadlineMs / 1000} s`;
        timer = setTimeout(() => reject(late?.() ?? this.#fault(what, inTime)), this.#deadlineMs);
        if (this.#lost === undefined) begin(resolve);
        else reject(this.#lost);
      });
    } finally {
      clearTimeout(timer);
      if (fail !== undefined) this.#onLost.delete(fail);
    }
  }

  /** Asks the board itself what it does with an output. Answers come in order, so what was written before has been done. */
  async outputOf(pin: number): Promise<number | undefined> {
    await this.wait(`to tell the state of pin ${pin}`, (done) => this.io.queryPinState(pin, done));
    return this.io.pins[pin]?.state;
  }

  #lose(): void {
    this.#lost ??= this.#fault('to stay connected', 'the connection has ended');
    for (const fail of this.#onLost) fail(this.#lost);
  }

  #fault(what: string, came: string): LinkError {
    return new LinkError({
      code: 'RIG_BOARD',
      expected: `the rig's board at ${this.#where} ${what}`,
      came,
      next: 'check its cable, and that StandardFirmata is on it (Arduino IDE: Examples, Firmata, StandardFirmata)',
    });
  }
}
