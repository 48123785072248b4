import {
  LinkError,
  negotiateBuffers,
  SmpClient,
  type BufferParams,
  type RequestOptions,
  type SmpCommand,
} from '@feierabend/protocol';

import type { ByteLink } from '../serial/byte-link.ts';
import { pause, type FlasherClock } from '../serial/clock.ts';
import { portClosedFault } from '../serial/port-fault.ts';
import { LineSplitter } from './line-splitter.ts';

export interface SessionOptions {
  /** Opens the port the user typed, and is called again for the same port after a hang-up. */
  readonly openLink: () => Promise<ByteLink>;
  readonly clock: FlasherClock;
  readonly signal: AbortSignal;
  /** Deadline of each try of a request. */
  readonly answerTimeoutMs: number;
  /** Gets console lines that are no part of an SMP frame. */
  readonly onText?: (line: Uint8Array) => void;
}

/** Tries beyond the first, for each request that may be repeated. */
const retriesDefault = 3;

const reopenPauseMs = 100;

/**
 * One conversation with the device behind one port. It survives that port's hang-up, and never
 * moves to another.
 */
export class SmpSession {
  private readonly options: SessionOptions;
  private link: ByteLink;
  private current: SmpClient;
  private hungUp = false;

  private constructor(options: SessionOptions, link: ByteLink) {
    this.options = options;
    this.link = link;
    this.current = this.attach(link);
  }

  static async open(options: SessionOptions): Promise<SmpSession> {
    options.signal.throwIfAborted();
    return new SmpSession(options, await options.openLink());
  }

  /** Changes with every {@link reopen}. */
  get client(): SmpClient {
    return this.current;
  }

  /** Whether the far end went away; {@link reopen} brings it back. */
  get isHungUp(): boolean {
    return this.hungUp;
  }

  request<Q, P>(command: SmpCommand<Q, P>, request: Q, options: RequestOptions = {}): Promise<P> {
    const { signal } = this.options;
    return this.current.request(command, request, { signal, ...options });
  }

  /** What the device can take at once. */
  negotiate(): Promise<BufferParams> {
    const { signal } = this.options;
    return negotiateBuffers(this.current, { phase: 'the first contact', signal });
  }

  /** Opens the same port again and again, until it opens or the time is over. */
  async reopen(untilMs: number): Promise<void> {
    const { clock, signal, openLink } = this.options;
    await this.link.close();
    for (;;) {
      signal.throwIfAborted();
      try {
        // oxlint-disable-next-line no-await-in-loop -- the tries follow each other
        this.link = await openLink();
        this.hungUp = false;
        this.current = this.attach(this.link);
        return;
      } catch (error) {
        if (!(error instanceof LinkError) || clock.now() + reopenPauseMs > untilMs) throw error;
      }
      // oxlint-disable-next-line no-await-in-loop -- see above
      await pause(clock, reopenPauseMs, signal);
    }
  }

  async close(): Promise<void> {
    this.current.close('this program closed it');
    await this.link.close();
  }

  private attach(link: ByteLink): SmpClient {
    const { clock, answerTimeoutMs, onText } = this.options;
    const client = new SmpClient({
      send: (bytes) => {
        link.write(bytes).catch((error: unknown) => client.close(reasonOf(error, link)));
      },
      clock,
      timeoutMs: answerTimeoutMs,
      retries: retriesDefault,
      ...(onText === undefined ? {} : { onText }),
    });
    const lines = new LineSplitter((line) => client.receiveLine(line));
    link.onBytes((bytes) => lines.push(bytes));
    link.onClose((reason) => {
      if (this.link === link) this.hungUp = true;
      client.close(reasonOf(reason, link));
    });
    return client;
  }
}

function reasonOf(error: unknown, link: ByteLink): string {
  const fault = error instanceof LinkError ? error : portClosedFault(link.description);
  return fault.came;
}
