import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { UsageError } from '@feierabend/protocol';

/** What a process has open beside its devices: the broker's other clients, files, pipes, the event loop. */
const otherFiles = 64;
const askDeadlineMs = 5000;

/** How many files this process may open; infinity where there is no such limit. A child inherits it, so a shell is asked. */
export async function openFilesMax(): Promise<number> {
  try {
    const shell = promisify(execFile);
    const { stdout } = await shell('sh', ['-c', 'ulimit -n'], { timeout: askDeadlineMs });
    const limit = Number(stdout.trim());
    return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit;
  } catch {
    // Windows has no shell of that name, and no limit of that kind.
    return Number.POSITIVE_INFINITY;
  }
}

/**
 * Every connection is an open file, and has another end where the broker is in the same process: better to say so before the
 * first one than when the last ones fail.
 *
 * @throws UsageError `FLEET_OPEN_FILES`
 */
export function checkOpenFiles(devices: number, limit: number, files = devices): void {
  const needed = files + otherFiles;
  if (needed <= limit) return;
  const ends =
    files === devices ? 'one for each device' : `${files} for the ends of ${devices} connections`;
  throw new UsageError({
    code: 'FLEET_OPEN_FILES',
    expected: `room for ${needed} open files, ${ends} and ${otherFiles} others`,
    came: `this process may open ${limit}`,
    next:
      `run "ulimit -n ${needed}" in the same shell first (root may raise it above "ulimit -Hn"), ` +
      `or run ${Math.ceil(files / Math.max(1, limit - otherFiles))} shards in processes of their own`,
  });
}
