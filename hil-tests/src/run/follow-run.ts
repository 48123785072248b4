import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { identityOf } from '@feierabend/firmware-sim/reaper/process-identity';
import { DataError } from '@feierabend/protocol';

import {
  isGoingOn,
  readUnfinished,
  unfinishedName,
  type UnfinishedRun,
} from '../evidence/unfinished/unfinished-run.ts';
import { UnfinishedLog } from '../evidence/unfinished/unfinished-log.ts';
import { unfinishedSentence } from '../evidence/unfinished/unfinished-text.ts';
import type { HilIo } from '../io.ts';
import type { RunProgress } from '../commands/run-progress.ts';
import { hearPhases } from './phase-channel.ts';
import { newlyFed } from './run-places.ts';
import type { RunSuitesOptions } from './run-suites.ts';

/** What a run that was killed has left in the folder; undefined when there is none. Throws DataError OUT_FOLDER where one goes on. */
export function unfinishedIn(folder: string): UnfinishedRun | undefined {
  const path = join(folder, unfinishedName);
  const last = existsSync(path) ? readUnfinished(readFileSync(path)).at(-1) : undefined;
  if (last === undefined || !isGoingOn(last)) return last;
  throw new DataError({
    code: 'OUT_FOLDER',
    expected: `no other run that writes to ${folder}`,
    came: unfinishedSentence(last),
    next: 'wait for its end, or name another folder with --out',
  });
}

interface FollowedRun {
  readonly folder: string;
  readonly attachmentFolder: string;
  readonly keepPlaces: boolean;
  readonly bench: string;
  readonly command: string;
}

type Heard = Required<Pick<RunSuitesOptions, 'onBegin' | 'onCollected' | 'onTest' | 'onFault'>>;

/** Tells people what a run tells, and keeps it in the folder. Returns what hears it, and what ends that. */
export function followRun(
  run: FollowedRun,
  progress: RunProgress,
  io: HilIo,
): { readonly heard: Heard; readonly end: () => void } {
  const { folder, attachmentFolder, keepPlaces, bench, command } = run;
  const log = new UnfinishedLog({
    folder,
    keepPlaces,
    now: io.now,
    newlyFed: newlyFed(attachmentFolder),
    onLost: (cause) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      io.stderr.write(`what this run finds is not kept until its end: ${why}\n`);
    },
  });
  const writer = io.host.pid === undefined ? undefined : identityOf(io.host.pid);
  const by = writer === undefined ? {} : { writer };
  log.write({ event: 'run', schema: 'feierabend/hil-unfinished/1', bench, command, ...by });
  const end = hearPhases((told) => log.write({ event: 'phase', ...told }));
  return {
    heard: {
      onCollected: (tests) => log.write({ event: 'collected', tests }),
      onBegin: (test) => {
        progress.begin(test);
        log.write({ event: 'begin', test });
      },
      onTest: (test) => {
        progress.end(test);
        log.write({ event: 'test', test });
      },
      onFault: (fault) => {
        progress.broken(fault);
        log.write({ event: 'fault', fault });
      },
    },
    end,
  };
}
