import { BroadcastChannel } from 'node:worker_threads';

import { LinkError } from '@feierabend/protocol';

/** Suites run in a thread of their own, and the terminal belongs to the first. */
const channelName = 'feierabend-hil-ask';

interface Question {
  readonly id: number;
  readonly question: string;
}
interface Answer {
  readonly id: number;
  /** Absent where nobody is at the terminal. */
  readonly answer?: string;
}

/** In the program's own thread: asks the person what the suites ask. Returns what ends it. */
export function answerQuestions(ask: ((question: string) => Promise<string>) | undefined) {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (event): void => {
    const asked = (event as { data: Question | Answer }).data;
    if (!('question' in asked)) return;
    const tell = (answer?: string): void =>
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      channel.postMessage({ id: asked.id, ...(answer === undefined ? {} : { answer }) });
    if (ask === undefined) tell();
    else void ask(asked.question).then(tell, () => tell());
  };
  return (): void => channel.close();
}

let asked = 0;

/** In the thread of the suites: one line of somebody at the bench, or LinkError `BENCH_PERSON` at the deadline. */
export async function askPerson(question: string, deadlineMs: number): Promise<string> {
  asked += 1;
  const id = asked;
  const channel = new BroadcastChannel(channelName);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      timer = setTimeout(
        () => reject(nobody(question, `nothing within ${deadlineMs / 1000} s`)),
        deadlineMs,
      );
      channel.onmessage = (event): void => {
        const told = (event as { data: Question | Answer }).data;
        if ('question' in told || told.id !== id) return;
        if (told.answer === undefined) reject(nobody(question, 'nobody is at the terminal'));
        else resolve(told.answer);
      };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      channel.postMessage({ id, question });
    });
  } finally {
    clearTimeout(timer);
    channel.close();
  }
}

function nobody(question: string, came: string): LinkError {
  return new LinkError({
    code: 'BENCH_PERSON',
    expected: `somebody to answer "${question.trim()}"`,
    came,
    next: 'start hil on a terminal, or let a rig switch (power: rig)',
  });
}
