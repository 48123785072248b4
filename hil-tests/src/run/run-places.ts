import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
} from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { InternalError } from '@feierabend/protocol';

import type { AttachmentBytes } from '../evidence/digest.ts';
import type { FedPosition } from '@feierabend/firmware-sim/leak/needles';
import type { Epoch } from '../station/tracker.ts';

/** Beside the attachments, in a folder that is removed with the run: what went into receivers stays here. */
const fedName = 'fed.jsonl';

/** Keeps what a receiver was told, so that no file of the evidence can hold it unseen. */
export function noteFed(folder: string, epochs: readonly Epoch[]): void {
  const line = epochs.flatMap(({ atMs, position }) =>
    position === undefined ? [] : [[atMs / 1000, position.latitudeE7, position.longitudeE7]],
  );
  if (line.length === 0) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  appendFileSync(join(folder, fedName), `${JSON.stringify(line)}\n`);
}

/** Reads places as they come: each call gives what was noted since the one before, and reads no more than that. */
export function newlyFed(folder: string): () => readonly FedPosition[] {
  const path = join(folder, fedName);
  let read = 0;
  return () => {
    if (!existsSync(path)) return [];
    const bytes = readFrom(path, read);
    // The worker may be in the middle of a line.
    const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
    read += whole.length;
    return [...placesIn(whole).values()];
  };
}

function readFrom(path: string, at: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - at));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, at));
  } finally {
    closeSync(file);
  }
}

function placesIn(bytes: Buffer): ReadonlyMap<string, FedPosition> {
  const fed = new Map<string, FedPosition>();
  for (const line of bytes.toString('utf8').split('\n').filter(Boolean)) {
    for (const [atS, latitudeE7, longitudeE7] of JSON.parse(line) as readonly number[][]) {
      if (atS === undefined || latitudeE7 === undefined || longitudeE7 === undefined) {
        throw new InternalError(`${fedName} holds something else than places`);
      }
      fed.set(`${latitudeE7} ${longitudeE7}`, { atS, latitudeE7, longitudeE7 });
    }
  }
  return fed;
}

export interface RunLeavings {
  readonly attachments: AttachmentBytes;
  readonly fed: readonly FedPosition[];
}

/** What the worker of the suites has left for the evidence. Each place once: a parked tracker tells one a thousand times. */
export async function readLeavings(folder: string): Promise<RunLeavings> {
  const attachments = new Map<string, Uint8Array>();
  let fed: ReadonlyMap<string, FedPosition> = new Map();
  for (const name of await readdir(folder)) {
    // oxlint-disable-next-line no-await-in-loop -- one file in memory more, not all of them twice
    const bytes = await readFile(join(folder, name));
    if (name === fedName) fed = placesIn(bytes);
    else attachments.set(name, new Uint8Array(bytes));
  }
  return { attachments, fed: [...fed.values()] };
}
