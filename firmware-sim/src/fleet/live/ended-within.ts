import { setTimeout as pause } from 'node:timers/promises';

/** Resolves when all of it has ended, well or not, or at the deadline: what hangs is left. */
export async function endedWithin(
  deadlineMs: number,
  parts: readonly Promise<unknown>[],
): Promise<void> {
  const over = new AbortController();
  const deadline = pause(deadlineMs, undefined, { signal: over.signal }).catch(() => {});
  await Promise.race([Promise.allSettled(parts), deadline]);
  over.abort();
}
