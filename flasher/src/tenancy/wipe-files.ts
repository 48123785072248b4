import { decodeJournalExport, UsageError } from '@feierabend/protocol';

import type { ReadJournal } from '../audit/read-journal.ts';
import type { Options, World } from '../command.ts';
import { fromFile } from '../files/faults.ts';

/** The files of one wipe; they lie beside each other. */
export interface WipeFiles {
  readonly journal: string;
  readonly order: string;
  readonly json: string;
  readonly html: string;
  write(path: string, bytes: Uint8Array, again?: boolean): Promise<void>;
}

export function wipeFiles(world: World, base: string, options: Options): WipeFiles {
  const force = options['force'] === true;
  return {
    journal: `${base}.journal`,
    order: `${base}.instruction`,
    json: `${base}.json`,
    html: `${base}.html`,
    write: (path, bytes, again = false) =>
      world.writeFile(path, bytes, { secret: false, replace: force || again }),
  };
}

/** Before anything is lost: the proof must have a place to be written to. */
export async function refuseTaken(
  world: World,
  { json, html }: WipeFiles,
  options: Options,
): Promise<void> {
  if (options['force'] === true) return;
  for (const path of [json, html]) {
    // oxlint-disable-next-line no-await-in-loop -- two files
    if (await isThere(world, path)) {
      throw new UsageError({
        code: 'FILE_EXISTS',
        expected: `${path} not to exist yet`,
        came: 'there is a file of that name, and nothing was wiped',
        next: 'name others with --protocol, or pass --force to replace them',
      });
    }
  }
}

/** The export that an interrupted wipe has left. */
export async function readExport(world: World, path: string): Promise<ReadJournal> {
  const bytes = await world.readFile(path);
  const { entries, receipts } = fromFile(decodeJournalExport(bytes), path);
  return { bytes, entries, receipts };
}

async function isThere(world: World, path: string): Promise<boolean> {
  try {
    await world.readFile(path);
    return true;
  } catch {
    return false;
  }
}
