import type { TrackerStatus } from '@feierabend/protocol';

import type { FlashRun } from './flash-file.ts';
import { checkHealth, healthLines, type Health } from './health-check.ts';

/**
 * An image that is confirmed already cannot be reverted; whether it is in good health is to be told all the same. `before` is
 * what the device said with another image; without one no fault is older than this image.
 */
export function keptHealth(
  { context, session, hash }: FlashRun,
  before?: TrackerStatus,
): Promise<Health> {
  context.leaves('the image runs and is confirmed; "flasher info" shows what it says of itself');
  return context.step(
    'health',
    'Looking at the health of the image',
    () => checkHealth({ session, hash, before, isKept: true }),
    (health) => ({ text: healthLines(health), result: { ...health } }),
  );
}
