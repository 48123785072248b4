import { InternalError } from '../errors.ts';
import { ConsoleDeframer } from './framing/console-deframer.ts';
import { encodeConsoleFrame, messageBytesMaxOf } from './framing/console-frame.ts';
import { SmpClient, type SmpClientOptions, type SmpClock } from './client/client.ts';
import { SmpServer } from './server/server.ts';
import type { SmpHandler } from './server/handler.ts';

/** Simulated time for tests: it moves only when told to. */
export class SimulatedClock implements SmpClock {
  #nowMs = 0;
  #timers: { atMs: number; call: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get waiting(): number {
    return this.#timers.length;
  }

  /** Moves time on to the next timer and calls it; false when there is none. */
  step(): boolean {
    const next = this.#timers.toSorted((a, b) => a.atMs - b.atMs)[0];
    if (next === undefined) return false;
    this.#timers = this.#timers.filter((other) => other !== next);
    this.#nowMs = next.atMs;
    next.call();
    return true;
  }
}

/** Lets all promises settle that can settle without time passing. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export interface MemoryLinkOptions {
  readonly handlers: readonly SmpHandler[];
  readonly bufferBytes: number;
  /** One-way travel time. */
  readonly delayMs?: number;
  /** Loses or changes the nth piece from the client; undefined loses it. */
  readonly toServer?: (bytes: Uint8Array, index: number) => Uint8Array | undefined;
  readonly toClient?: (bytes: Uint8Array, index: number) => Uint8Array | undefined;
  readonly client?: Partial<SmpClientOptions>;
  /** Answers instead of an application with the handlers. */
  readonly server?: Pick<SmpServer, 'receiveMessage'>;
  /** What the device needs for the nth answer. */
  readonly answerDelayMs?: (index: number) => number;
}

/** A client and a server, joined by a console in memory, in simulated time. */
export class MemoryLink {
  readonly clock = new SimulatedClock();
  readonly client: SmpClient;
  wireBytes = 0;
  /** Messages that reached the server. */
  readonly requests: Uint8Array[] = [];
  /** The most requests that were ever under way together. */
  requestsAtOnce = 0;

  constructor(options: MemoryLinkOptions) {
    const server = options.server ?? new SmpServer(options);
    const deframer = new ConsoleDeframer({
      messageBytesMax: messageBytesMaxOf(options.bufferBytes),
    });
    const delayMs = options.delayMs ?? 1;
    const pass = (bytes: Uint8Array) => bytes;
    const { toServer = pass, toClient = pass } = options;
    let sent = 0;
    let answered = 0;
    let underWay = 0;
    const answer = (message: Uint8Array) => {
      this.requests.push(message);
      for (const response of server.receiveMessage(message)) {
        const bytes = toClient(encodeConsoleFrame(response), answered);
        const wait = delayMs + (options.answerDelayMs?.(answered) ?? 0);
        answered += 1;
        underWay -= 1;
        if (bytes !== undefined) this.clock.after(wait, () => this.client.receive(bytes));
      }
    };
    this.client = new SmpClient({
      send: (bytes) => {
        this.wireBytes += bytes.length;
        const arriving = toServer(bytes, sent);
        sent += 1;
        underWay += 1;
        this.requestsAtOnce = Math.max(this.requestsAtOnce, underWay);
        if (arriving === undefined) return;
        this.clock.after(delayMs, () => deframer.push(arriving).forEach(answer));
      },
      clock: this.clock,
      timeoutMs: 1000,
      retries: 2,
      ...options.client,
    });
  }

  /** Lets time pass until the promise settles; throws when nothing is left that could settle it. */
  async run<T>(promise: Promise<T>): Promise<T> {
    const state = { isOver: false };
    const end = () => {
      state.isOver = true;
    };
    promise.then(end, end);
    await settle();
    while (!state.isOver) {
      if (!this.clock.step()) throw new InternalError('nothing is left that could settle this');
      // The order of events is the subject: each step has to be over before the next.
      // oxlint-disable-next-line no-await-in-loop
      await settle();
    }
    return promise;
  }
}
