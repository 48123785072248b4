/** Waits for the end of the run that started it, and leaves nothing of it behind (see `run-registry.ts`). */
import { existsSync } from 'node:fs';

import { sweepRuns } from './sweep-runs.ts';

const [, , folder = '', file = ''] = process.argv;
const lookAgainMs = 250;
const giveUpAfterMs = 600_000;
const sweep = (): void =>
  sweepRuns(folder, (pid) => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  });

// What runs before this one left.
sweep();
process.stdin.on('end', () => untilGone());
process.stdin.on('error', () => untilGone());
process.stdin.resume();

/** A thread that ends closes the pipe as well: then the process lives on for a moment, with what the run has left. */
function untilGone(untilMs = performance.now() + giveUpAfterMs): void {
  sweep();
  if (existsSync(file) && performance.now() < untilMs) setTimeout(untilGone, lookAgainMs, untilMs);
}
