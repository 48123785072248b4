import { parentPort } from 'node:worker_threads';

import { FeierabendError } from '@feierabend/protocol';

import type { ThreadCall, ThreadReply } from './thread.ts';

/** What can be asked of a thread. */
type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Answers, inside of a thread, whoever has started it. */
export function serve(methods: Methods): void {
  parentPort?.on('message', (call: ThreadCall) => void answer(methods, call));
  post({ is: 'ready' });
}

/** Tells whoever has started this thread. */
export function report(...args: readonly unknown[]): void {
  post({ is: 'event', args });
}

async function answer(methods: Methods, { number, method, args }: ThreadCall): Promise<void> {
  try {
    const value = await methods[method]?.(...(args as never[]));
    if (number !== undefined) post({ is: 'result', number, value });
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!(error instanceof FeierabendError)) return post({ is: 'failed', text });
    const { code, expected, came, next } = error;
    post({ is: 'failed', text, fault: { code, expected, came, next } });
  }
}

function post(reply: ThreadReply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(reply);
}
