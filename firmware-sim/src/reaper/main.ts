/** Waits for the end of the run that started it, and leaves nothing of it behind (see `run-registry.ts`). */
import { sweepRuns } from './sweep-runs.ts';

const folder = process.argv[2] ?? '';
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
process.stdin.on('end', sweep);
process.stdin.on('error', sweep);
process.stdin.resume();
