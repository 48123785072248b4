import { decodeJournalExport } from '@feierabend/protocol';

import type { ReadJournal } from '../audit/read-journal.ts';
import type { Options, World } from '../command.ts';
import { fromFile } from '../files/faults.ts';

/** The files of one wipe; they lie beside each other. */
export interface WipeFiles {
  readonly journal: string;
  readonly order: string;
  readonly json: string;
  readonly html: string;
  /** What the device has shown before it was wiped; afterwards it cannot. */
  readonly identity: string;
  write(path: string, bytes: Uint8Array, again?: boolean): Promise<void>;
}

export function wipeFiles(world: World, base: string, options: Options): WipeFiles {
  const force = options['force'] === true;
  return {
    journal: `${base}.journal`,
    order: `${base}.instruction`,
    json: `${base}.json`,
    html: `${base}.html`,
    identity: `${base}.identity.json`,
    write: (path, bytes, again = false) =>
      world.writeFile(path, bytes, { secret: false, replace: force || again }),
  };
}

/** Before anything is lost: the proof must have a place to be written to. */
export async function checkFiles(world: World, files: WipeFiles, options: Options): Promise<void> {
  const force = options['force'] === true;
  const isSigned = options['instruction'] !== undefined;
  const prepare = options['prepare'] as string | undefined;
  const later = prepare === undefined ? [files.json, files.html] : [prepare];
  for (const path of isSigned || prepare !== undefined ? later : [files.order, ...later]) {
    // oxlint-disable-next-line no-await-in-loop -- the first that is taken is told
    await world.checkTarget(path, force);
  }
  await world.checkTarget(files.journal, force || isSigned);
}

/** The export that an interrupted wipe has left. */
export async function readExport(world: World, path: string): Promise<ReadJournal> {
  const bytes = await world.readFile(path);
  const { entries, receipts } = fromFile(decodeJournalExport(bytes), path);
  return { bytes, entries, receipts };
}
