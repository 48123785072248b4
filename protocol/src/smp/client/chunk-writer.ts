import { LinkError } from '../../errors.ts';
import { chunkEnd, windowOf, type BufferParams } from '../framing/chunk-size.ts';
import type { SmpClient } from './client.ts';
import type { SmpCommand } from '../command.ts';
import { linkCancelled, transferBeyondEnd, transferStalled } from './link-faults.ts';
import { SendPace } from './send-pace.ts';

export interface TransferProgress {
  /** What the device has, by its own word. */
  readonly sentBytes: number;
  readonly totalBytes: number;
  /** What the transfer put on the wire so far, framing included. */
  readonly wireBytes: number;
}

export interface ChunkWriteOptions<Request, Response extends { readonly off: number }> {
  readonly command: SmpCommand<Request, Response>;
  readonly bytes: Uint8Array;
  /**
   * The request for the data at this offset; at 0 with the fields that only a first request has.
   */
  readonly requestFor: (offset: number, data: Uint8Array) => Request;
  readonly params: BufferParams;
  /** Most bytes on the wire that are not answered; 16,384 when absent. */
  readonly inFlightBytesMax?: number | undefined;
  readonly phase: string;
  /** Deadline of the first request, which may erase flash. */
  readonly firstTimeoutMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

export interface ChunkWriteOutcome<Response> {
  readonly lastAnswer: Response;
  /** Where the device wanted to go on after the first request, when it had something already. */
  readonly resumedAtBytes: number;
  readonly requests: number;
  /** Requests for bytes that had been sent before. */
  readonly reaskedRequests: number;
  readonly wireBytes: number;
}

interface Flight {
  readonly start: number;
  readonly end: number;
  readonly cancel: AbortController;
  /**
   * Its offset turned out wrong; it only takes its place in the window until something newer is
   * answered.
   */
  isStale: boolean;
}

/** Answers without any progress before the transfer is given up. */
const stallsMax = 8;

const inFlightBytesDefault = 16_384;
/** Room for all fields of the first request of an image, and for the header of the image. */
const firstBufferBytesMin = 160;

/**
 * A device that asks for one more byte each time does move, and would take hours. The worst that
 * worked here, a boot loader that asks for the rest of every word again, took 25 times its image.
 */
const wireFactorMax = 32;
const wireBytesFree = 65_536;

/**
 * Sends bytes in pieces, several at a time, and follows the offset that each answer asks for: a
 * wrong offset is no error in SMP but the way a server says what it misses. Servers answer in
 * order, so an answer settles everything sent before it.
 */
export class ChunkWriter<Request, Response extends { readonly off: number }> {
  readonly #client: SmpClient;
  readonly #options: ChunkWriteOptions<Request, Response>;
  readonly #totalBytes: number;
  readonly #pace: SendPace;
  readonly #wireBytesBefore: number;
  #flights: Flight[] = [];
  #next = 0;
  #sentUpTo = 0;
  #highest = 0;
  #stalls = 0;
  /** Timeouts in a row. */
  #silences = 0;
  #requests = 0;
  #reasked = 0;
  #resumedAt: number | undefined;
  #resolve: (outcome: ChunkWriteOutcome<Response>) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #isOver = false;

  constructor(client: SmpClient, options: ChunkWriteOptions<Request, Response>) {
    this.#client = client;
    this.#options = options;
    this.#totalBytes = options.bytes.length;
    const { params, inFlightBytesMax = inFlightBytesDefault } = options;
    this.#pace = new SendPace(params.bufferBytes, windowOf(params, inFlightBytesMax));
    this.#wireBytesBefore = client.wireBytes;
  }

  get #wireBytesMax(): number {
    return wireBytesFree + wireFactorMax * this.#totalBytes;
  }

  run(): Promise<ChunkWriteOutcome<Response>> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      if (this.#options.signal?.aborted === true) return this.#abort();
      this.#options.signal?.addEventListener('abort', this.#abort);
      this.#fill();
    });
  }

  readonly #abort = () => this.#fail(linkCancelled(this.#options.phase));

  #fill(): void {
    if (this.#client.wireBytes - this.#wireBytesBefore > this.#wireBytesMax) {
      return this.#fail(transferStalled(this.#options.phase, this.#highest));
    }
    try {
      while (!this.#isOver && this.#mayLaunch()) this.#launch();
    } catch (error) {
      this.#fail(error);
    }
  }

  #mayLaunch(): boolean {
    if (this.#next >= this.#totalBytes) return false;
    const live = this.#flights.filter(({ isStale }) => !isStale);
    if (live.length === 0) return true;
    // The answer to a first request says where to go on; nothing else is sent until it is here.
    return this.#flights.length < this.#pace.window && !live.some(({ start }) => start === 0);
  }

  #launch(): void {
    const { command, bytes, requestFor, phase } = this.#options;
    const start = this.#next;
    const emptyBytes = command.request.encode(requestFor(start, new Uint8Array())).length;
    const end = chunkEnd(start, this.#totalBytes, emptyBytes, this.#bufferBytesFor(start));
    const flight: Flight = { start, end, cancel: new AbortController(), isStale: false };
    this.#flights.push(flight);
    this.#next = end;
    this.#requests += 1;
    if (start < this.#sentUpTo) this.#reasked += 1;
    this.#sentUpTo = Math.max(this.#sentUpTo, end);
    this.#client
      .request(command, requestFor(start, bytes.subarray(start, end)), {
        phase: `${phase} at byte ${start} of ${this.#totalBytes}`,
        timeoutMs:
          (start === 0 ? this.#options.firstTimeoutMs : undefined) ?? this.#options.timeoutMs,
        // What is repeated is repeated here, where the next try can be a smaller one.
        retries: 0,
        signal: flight.cancel.signal,
      })
      .then(
        (answer) => this.#answered(flight, answer),
        (error: unknown) => {
          if (!flight.isStale) this.#failed(flight, error);
        },
      );
  }

  /** A first request carries more than others, and has to have room for it. */
  #bufferBytesFor(start: number): number {
    const { bufferBytes } = this.#options.params;
    return start === 0
      ? Math.min(bufferBytes, Math.max(firstBufferBytesMin, this.#pace.bufferBytes))
      : this.#pace.bufferBytes;
  }

  #failed({ start }: Flight, error: unknown): void {
    if (!(error instanceof LinkError) || error.code !== 'SMP_TIMEOUT') return this.#fail(error);
    this.#silences += 1;
    const triesMax = (1 + this.#client.retries) * (start === 0 ? 1 : 2);
    if (this.#silences >= triesMax) return this.#fail(error);
    this.#pace.lost();
    this.#moveTo(this.#highest);
    this.#flights = [];
    this.#fill();
  }

  #answered(flight: Flight, answer: Response): void {
    if (this.#isOver || flight.isStale) return;
    const { off } = answer;
    if (off > this.#totalBytes) return this.#fail(transferBeyondEnd(this.#options.phase, off));
    const index = this.#flights.indexOf(flight);
    for (const older of this.#flights.slice(0, index)) discard(older);
    this.#flights = this.#flights.slice(index + 1);
    this.#resumedAt ??= off > flight.end ? off : 0;
    if (off !== flight.end) this.#moveTo(off);
    this.#silences = 0;
    if (off < flight.start) this.#pace.lost();
    else this.#pace.arrived();
    if (off > this.#highest) {
      this.#highest = off;
      this.#stalls = 0;
    } else if (off !== flight.end) {
      this.#stalls += 1;
      if (this.#stalls >= stallsMax) return this.#fail(transferStalled(this.#options.phase, off));
    }
    this.#options.onProgress?.({
      sentBytes: off,
      totalBytes: this.#totalBytes,
      wireBytes: this.#client.wireBytes - this.#wireBytesBefore,
    });
    if (off === this.#totalBytes) this.#finish(answer);
    else this.#fill();
  }

  /**
   * The device wants another offset: what is under way behind it will be refused, and is not waited
   * for.
   */
  #moveTo(offset: number): void {
    for (const flight of this.#flights) discard(flight);
    this.#next = offset;
  }

  #finish(lastAnswer: Response): void {
    const wireBytes = this.#client.wireBytes - this.#wireBytesBefore;
    this.#end();
    this.#resolve({
      lastAnswer,
      resumedAtBytes: this.#resumedAt ?? 0,
      requests: this.#requests,
      reaskedRequests: this.#reasked,
      wireBytes,
    });
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#reject(error);
  }

  #end(): void {
    this.#isOver = true;
    this.#options.signal?.removeEventListener('abort', this.#abort);
    for (const flight of this.#flights) discard(flight);
    this.#flights = [];
  }
}

function discard(flight: Flight): void {
  if (flight.isStale) return;
  flight.isStale = true;
  flight.cancel.abort();
}
