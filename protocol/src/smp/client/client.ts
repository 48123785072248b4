import { concatBytes } from '../../bytes.ts';
import { DataError } from '../../errors.ts';
import type { SmpCommand } from '../command.ts';
import { ConsoleDeframer } from '../framing/console-deframer.ts';
import { encodeConsoleFrame, lineFeed } from '../framing/console-frame.ts';
import { SmpVersion } from '../header.ts';
import { linkBusy, linkCancelled, linkClosed, linkRefused, linkTimedOut } from './link-faults.ts';
import { decodeSmpMessages, encodeSmpMessage, type SmpMessage } from '../message.ts';
import { readAnswer, SmpRefusal } from './refusal.ts';

/** Time as the client needs it; an adapter binds it to the host, a test to simulated time. */
export interface SmpClock {
  now(): number;
  /** Calls back once after so many milliseconds; the function returned prevents that. */
  after(ms: number, call: () => void): () => void;
}

export interface SmpClientOptions {
  /** Gets the bytes for the wire, in order. What it throws ends the request. */
  send(bytes: Uint8Array): void;
  readonly clock: SmpClock;
  /** Deadline of each try. */
  readonly timeoutMs: number;
  /** Further tries after the first. */
  readonly retries: number;
  /**
   * `console` for serial lines; `bare` where the transport keeps messages whole (MQTT, UDP, BLE).
   */
  readonly framing?: 'console' | 'bare';
  /** Answers above this are dropped. */
  readonly answerBytesMax?: number;
  /** Gets console lines that are no part of a frame. */
  readonly onText?: (line: Uint8Array) => void;
}

export interface RequestOptions {
  readonly timeoutMs?: number | undefined;
  readonly retries?: number | undefined;
  /** What the request is for, as error sentences quote it; the name of the command when absent. */
  readonly phase?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Pending {
  readonly phase: string;
  readonly group: number;
  readonly command: number;
  readonly responseOp: number;
  readonly frame: Uint8Array;
  readonly timeoutMs: number;
  readonly tries: number;
  triesLeft: number;
  cancelTimer: () => void;
  readonly accept: (answer: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

const sequences = 256;

/**
 * The client half of SMP, without I/O. A retry repeats the sequence number, so that an answer to
 * any try will do; an answer to nothing that waits is ignored, since it is only late.
 */
export class SmpClient {
  readonly #options: SmpClientOptions;
  readonly #deframer: ConsoleDeframer;
  readonly #pending = new Map<number, Pending>();
  #nextSequence = 0;
  /** The peer may hold half a line: of noise before our first frame, of our own after a loss. */
  #lineIsUnsure = true;
  #closedBecause: string | undefined;
  #wireBytes = 0;
  #repeats = 0;
  #ignored = 0;

  constructor(options: SmpClientOptions) {
    this.#options = options;
    this.#deframer = new ConsoleDeframer({
      messageBytesMax: options.answerBytesMax ?? 16_384,
      ...(options.onText === undefined ? {} : { onText: options.onText }),
    });
  }

  /** Bytes sent so far, framing included. */
  get wireBytes(): number {
    return this.#wireBytes;
  }

  /** Further tries after the first, where a request does not say. */
  get retries(): number {
    return this.#options.retries;
  }

  /** Requests that were sent once more after a timeout. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Messages that answered nothing that waits. */
  get ignored(): number {
    return this.#ignored;
  }

  /** Takes bytes from a console as they come. */
  receive(bytes: Uint8Array): void {
    for (const message of this.#deframer.push(bytes)) this.receiveMessage(message);
  }

  /** Takes one line from a console, for who splits at the line feed already. */
  receiveLine(line: Uint8Array): void {
    const message = this.#deframer.acceptLine(line);
    if (message !== undefined) this.receiveMessage(message);
  }

  /** Takes one frame without framing; there may be several messages in it. */
  receiveMessage(bytes: Uint8Array): void {
    const messages = decodeSmpMessages(bytes);
    if (!messages.ok) this.#ignored += 1;
    else for (const message of messages.value) this.#answer(message);
  }

  /**
   * Sends a request and gives its answer. Throws {@link SmpRefusal} when the device says no, {@link
   * LinkError} `SMP_TIMEOUT`, `SMP_CLOSED` or `SMP_CANCELLED` when no answer comes, {@link
   * DataError} `SMP_ANSWER` when the answer cannot be read.
   */
  async request<Request, Response>(
    command: SmpCommand<Request, Response>,
    request: Request,
    options: RequestOptions = {},
  ): Promise<Response> {
    const phase = options.phase ?? command.name;
    if (this.#closedBecause !== undefined) throw linkClosed(phase, this.#closedBecause);
    if (options.signal?.aborted === true) throw linkCancelled(phase);
    const payload = command.request.encode(request);
    const sequence = this.#takeSequence(phase);
    const message = encodeSmpMessage({
      op: command.op,
      version: SmpVersion.v2,
      group: command.group,
      sequence,
      command: command.id,
      payload,
    });
    return new Promise((resolve, reject) => {
      const timeoutMs = options.timeoutMs ?? this.#options.timeoutMs;
      const tries = 1 + (options.retries ?? (command.repeatable ? this.#options.retries : 0));
      const settle = this.#settler(sequence, options.signal, () => reject(linkCancelled(phase)));
      const pending: Pending = {
        phase,
        group: command.group,
        command: command.id,
        responseOp: command.op + 1,
        frame: this.#options.framing === 'bare' ? message : encodeConsoleFrame(message),
        timeoutMs,
        tries,
        triesLeft: tries,
        cancelTimer: () => {},
        accept(answer) {
          settle();
          const read = readResponse(command, answer, phase);
          if (read.ok) resolve(read.value);
          else reject(read.error);
        },
        reject(error) {
          settle();
          reject(error);
        },
      };
      this.#pending.set(sequence, pending);
      this.#try(pending);
    });
  }

  /** Ends the client; whatever waits is rejected with this reason. */
  close(reason: string): void {
    this.#closedBecause = reason;
    this.#pending.forEach((pending) => pending.reject(linkClosed(pending.phase, reason)));
  }

  #takeSequence(phase: string): number {
    for (let step = 0; step < sequences; step += 1) {
      const sequence = (this.#nextSequence + step) % sequences;
      if (!this.#pending.has(sequence)) {
        this.#nextSequence = (sequence + 1) % sequences;
        return sequence;
      }
    }
    throw linkBusy(phase, sequences);
  }

  /** What ends a request, however it ends; safe to call twice. */
  #settler(sequence: number, signal: AbortSignal | undefined, onAbort: () => void): () => void {
    const settle = () => {
      this.#pending.get(sequence)?.cancelTimer();
      this.#pending.delete(sequence);
      signal?.removeEventListener('abort', abort);
    };
    const abort = () => {
      settle();
      onAbort();
    };
    signal?.addEventListener('abort', abort);
    return settle;
  }

  #try(pending: Pending): void {
    pending.triesLeft -= 1;
    // Before the frame goes out: on a link in memory the answer comes while it is sent, and ends the wait.
    pending.cancelTimer = this.#options.clock.after(pending.timeoutMs, () => {
      this.#lineIsUnsure = true;
      if (pending.triesLeft > 0) {
        this.#repeats += 1;
        this.#try(pending);
      } else {
        pending.reject(linkTimedOut(pending));
      }
    });
    try {
      this.#send(pending.frame);
    } catch (cause) {
      // A retry comes out of the clock, where nobody could catch this.
      pending.reject(linkRefused(pending.phase, cause));
    }
  }

  #send(frame: Uint8Array): void {
    const isConsole = this.#options.framing !== 'bare';
    const bytes =
      isConsole && this.#lineIsUnsure ? concatBytes(Uint8Array.of(lineFeed), frame) : frame;
    this.#lineIsUnsure = false;
    this.#wireBytes += bytes.length;
    this.#options.send(bytes);
  }

  #answer(message: SmpMessage): void {
    const pending = this.#pending.get(message.sequence);
    const fits =
      pending?.group === message.group &&
      pending.command === message.command &&
      pending.responseOp === message.op;
    if (fits) pending.accept(message.payload);
    else this.#ignored += 1;
  }
}

type Read<Response> = { ok: true; value: Response } | { ok: false; error: Error };

function readResponse<Request, Response>(
  command: SmpCommand<Request, Response>,
  payload: Uint8Array,
  phase: string,
): Read<Response> {
  const answer = readAnswer(payload);
  if (answer.ok && answer.value.refusal !== undefined) {
    return { ok: false, error: new SmpRefusal(phase, answer.value.refusal) };
  }
  const response = answer.ok ? command.response.fromValue(answer.value.value) : answer;
  if (response.ok) return response;
  const { expected, came } = response.fault;
  const error = new DataError({
    code: 'SMP_ANSWER',
    expected: `an answer to ${phase} that can be read (${expected})`,
    came,
    next: 'check that tool and firmware are of the same protocol version',
  });
  return { ok: false, error };
}
