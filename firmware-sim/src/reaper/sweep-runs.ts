import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { isAlive } from './process-identity.ts';
import { runRecord, type RunRecord } from './run-registry.ts';

/** Ends the processes and removes the folders of every run whose runner is gone. */
export function sweepRuns(folder: string, kill: (pid: number) => void): void {
  for (const name of namesIn(folder)) {
    const file = join(folder, name);
    const record = readRecord(file);
    if (record === undefined || isAlive(record.runner)) continue;
    for (const child of record.children.filter(isAlive)) kill(child.pid);
    // Only what makeRunFolder makes: a damaged record must not cost anybody's files.
    for (const path of record.folders.filter((one) => dirname(one) === tmpdir())) {
      rmSync(path, { recursive: true, force: true });
    }
    rmSync(file, { force: true });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

function readRecord(file: string): RunRecord | undefined {
  try {
    return runRecord.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    // Another reaper was faster, or it is no record of ours.
    return undefined;
  }
}
