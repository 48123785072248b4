import { Worker } from 'node:worker_threads';

import { InternalError, LinkError } from '@feierabend/protocol';

const script = new URL('../../../bin/fleet-worker.js', import.meta.url);

/** Asks for the result of a method, or just calls it when there is no number. */
export interface ThreadCall {
  readonly number?: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type ThreadReply =
  | { readonly is: 'ready' }
  | { readonly is: 'result'; readonly number: number; readonly value: unknown }
  | ({ readonly is: 'failed' } & ThreadFailure)
  /** Something for whoever started the thread. */
  | { readonly is: 'event'; readonly args: readonly unknown[] };

/** What a thread died of. */
interface ThreadFailure {
  /** Of an error of the house; undefined for one that nobody knows. */
  readonly fault?: { code: string; expected: string; came: string; next: string };
  readonly text: string;
}

/** A thread of a run, seen from outside. Everything that is asked ends when the thread does. */
export class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #number = 0;
  #end: Error | undefined;
  #tellGone: (came: string) => void = () => {};
  /** Resolves, with what happened, when it has ended by itself. */
  readonly gone = new Promise<string>((resolve) => {
    this.#tellGone = resolve;
  });

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Resolves when it listens. `heard` gets its events. */
  static async start(
    entry: string,
    data: object,
    heard: (...args: readonly unknown[]) => void,
  ): Promise<Thread> {
    const worker = new Worker(script, { workerData: { entry, ...data } });
    const thread = new Thread(worker);
    await new Promise<void>((resolve, reject) => {
      thread.#waiting.set(0, { resolve: () => resolve(), reject });
      worker.on('error', (error) => thread.#fail(error));
      worker.on('exit', () => thread.#fail(new InternalError(`the thread ${entry} has ended`)));
      worker.on('message', (reply: ThreadReply) => thread.#take(reply, heard));
    });
    return thread;
  }

  ask(method: string, ...args: readonly unknown[]): Promise<unknown> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#post({ number, method, args });
    });
  }

  tell(method: string, ...args: readonly unknown[]): void {
    this.#post({ method, args });
  }

  async end(): Promise<void> {
    this.#end ??= new InternalError('the thread was ended');
    await this.#worker.terminate();
  }

  #post(call: ThreadCall): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(call);
  }

  #take(reply: ThreadReply, heard: (...args: readonly unknown[]) => void): void {
    if (reply.is === 'event') heard(...reply.args);
    else if (reply.is === 'failed') this.#fail(errorOf(reply));
    else {
      const number = reply.is === 'ready' ? 0 : reply.number;
      this.#waiting.get(number)?.resolve(reply.is === 'ready' ? undefined : reply.value);
      this.#waiting.delete(number);
    }
  }

  #fail(error: Error): void {
    if (this.#end === undefined) this.#tellGone(error.message);
    this.#end ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#end);
    this.#waiting.clear();
  }
}

function errorOf({ fault, text }: ThreadFailure): Error {
  return fault === undefined ? new InternalError(text) : new LinkError(fault);
}
