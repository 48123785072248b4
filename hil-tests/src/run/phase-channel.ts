import { BroadcastChannel } from 'node:worker_threads';

import type { PhaseRecord } from '../record/run-record.ts';

/** Suites run in a thread of their own, and vitest tells of a test when it has ended; a life of days has parts. */
const channelName = 'feierabend-hil-phase';

interface ToldPhase {
  readonly test: string;
  readonly phase: PhaseRecord;
}

/** In the thread of the suites: what tells each phase of a test as it ends. */
export function tellPhase(test: string): (phase: PhaseRecord) => void {
  return (phase) => {
    const channel = new BroadcastChannel(channelName);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    channel.postMessage({ test, phase } satisfies ToldPhase);
    channel.close();
  };
}

/** In the program's own thread: hears every phase. Returns what ends it. */
export function hearPhases(onPhase: (told: ToldPhase) => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (event): void => onPhase((event as { data: ToldPhase }).data);
  return (): void => channel.close();
}
