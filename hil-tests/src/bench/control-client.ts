import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

import type {
  ControlAnswer,
  FeedInstant,
  IndicatorPattern,
  InputName,
  TapLine,
  TrackerCounters,
} from '@feierabend/firmware-sim';
import { LinkError } from '@feierabend/protocol';

export interface BenchState {
  readonly uptimeMs: number;
  readonly counters: TrackerCounters;
  /** What the light shows; dark without power. */
  readonly indicator: IndicatorPattern;
}

/** The bench's end of a virtual tracker's control port (docs/firmware/bench-control.md). */
export class ControlClient {
  readonly #socket: Socket;
  readonly #deadlineMs: number;
  readonly #onTap: (tap: TapLine) => void;
  readonly #onState: ((state: BenchState) => void) | undefined;
  readonly #printed: (() => string) | undefined;
  readonly #waiting = new Map<number, (answer: ControlAnswer) => void>();
  #nextId = 1;

  private constructor(socket: Socket, options: ControlClientOptions) {
    this.#socket = socket;
    this.#deadlineMs = options.deadlineMs;
    this.#onTap = options.onTap;
    this.#onState = options.onState;
    this.#printed = options.printed;
    const lines = createInterface({ input: socket });
    lines.on('line', (line) => this.#receive(line));
    lines.on('error', () => {});
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#failAll());
  }

  static async open(path: string, options: ControlClientOptions): Promise<ControlClient> {
    const socket = connect(path);
    await once(socket, 'connect', { signal: AbortSignal.timeout(options.deadlineMs) });
    return new ControlClient(socket, options);
  }

  /** Moves virtual time; `feed` says when which bytes of the GNSS port arrive. */
  advance(untilMs: number, feed: readonly FeedInstant[] = []): Promise<BenchState> {
    return this.#ask({ do: 'advance', untilMs, feed });
  }

  power(on: boolean): Promise<BenchState> {
    return this.#ask({ do: 'power', on });
  }

  /** Moves a switch or a button, with or without power. */
  input(input: InputName, active: boolean): Promise<BenchState> {
    return this.#ask({ do: 'input', input, active });
  }

  /** What lies in the chip; fewer bytes than were asked for at its end. */
  async flash(at: number, bytes: number): Promise<Uint8Array> {
    const { flash = '' } = await this.#ask({ do: 'flash', at, bytes });
    return Buffer.from(flash, 'base64');
  }

  close(): void {
    this.#socket.destroy();
  }

  async #ask(request: object): Promise<Extract<ControlAnswer, { ok: true }>> {
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = await new Promise<ControlAnswer>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(lost(`it did not answer within ${this.#deadlineMs / 1000} s`));
      }, this.#deadlineMs);
      this.#waiting.set(id, (received) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(received);
      });
      this.#socket.write(`${JSON.stringify({ id, ...request })}\n`);
    });
    if (answer.ok) {
      this.#onState?.(answer);
      return answer;
    }
    const printed = this.#printed?.() ?? '';
    const quoted = printed === '' ? '' : `, and had printed: ${printed}`;
    throw lost(`it said ${answer.code}: ${answer.message}${quoted}`);
  }

  #receive(line: string): void {
    const message = JSON.parse(line) as ControlAnswer | TapLine;
    if ('tap' in message) this.#onTap(message);
    else this.#waiting.get(message.id)?.(message);
  }

  #failAll(): void {
    for (const [id, settle] of this.#waiting) {
      settle({ id, ok: false, code: 'CONTROL_CLOSED', message: 'the tracker process has ended' });
    }
  }
}

export interface ControlClientOptions {
  /** For every answer. */
  readonly deadlineMs: number;
  readonly onTap: (tap: TapLine) => void;
  /** Sees the tracker after each step: the light that a rig watches. */
  readonly onState?: ((state: BenchState) => void) | undefined;
  /** What the tracker's process printed last. */
  readonly printed?: () => string;
}

function lost(came: string): LinkError {
  return new LinkError({
    code: 'BENCH_CONTROL',
    expected: 'the virtual tracker to follow its bench',
    came,
    next: 'look at what the tracker printed; raise timeouts.answerS in the bench file if the machine is very busy',
  });
}
