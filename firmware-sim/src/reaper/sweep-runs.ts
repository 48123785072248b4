import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { z } from 'zod';

import { isAlive } from './process-identity.ts';
import { runRecord, type RunRecord } from './run-registry.ts';

/** What a sweep has done for a run that was killed. */
export const sweptRun = z.strictObject({
  pid: z.number().int().positive(),
  children: z.number().int().nonnegative(),
  folders: z.number().int().nonnegative(),
});
export type SweptRun = z.infer<typeof sweptRun>;
const noteEnding = '.swept';

/** Ends the processes and removes the folders of every run whose runner is gone, and leaves a note of it. */
export function sweepRuns(folder: string, kill: (pid: number) => void): void {
  for (const name of namesIn(folder, '.json')) {
    const file = join(folder, name);
    const record = readRecord(file);
    if (record === undefined || isAlive(record.runner)) continue;
    const children = record.children.filter(isAlive);
    for (const child of children) kill(child.pid);
    // Only what makeRunFolder makes: a damaged record must not cost anybody's files.
    const folders = record.folders.filter((one) => dirname(one) === tmpdir() && existsSync(one));
    for (const path of folders) rmSync(path, { recursive: true, force: true });
    const { pid } = record.runner;
    note(file, { pid, children: children.length, folders: folders.length });
    rmSync(file, { force: true });
  }
}

function note(file: string, swept: SweptRun): void {
  if (swept.children + swept.folders === 0) return;
  try {
    writeFileSync(file.replace(/\.json$/u, noteEnding), JSON.stringify(swept), { flag: 'wx' });
  } catch {
    // Another sweep was faster, or the disk is full: what matters is done.
  }
}

/** What sweeps have done since the last time somebody asked. */
export function takeSwept(folder: string): readonly SweptRun[] {
  return namesIn(folder, noteEnding).flatMap((name) => {
    const file = join(folder, name);
    try {
      const swept = sweptRun.parse(JSON.parse(readFileSync(file, 'utf8')));
      rmSync(file);
      return [swept];
    } catch {
      // Somebody else is telling it, or it is no note of ours.
      return [];
    }
  });
}

function namesIn(folder: string, ending: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ending));
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
