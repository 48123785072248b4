import { createHash } from 'node:crypto';

import { DataError } from '@feierabend/protocol';

import type { World } from '../command.ts';
import { readIfThere } from '../files/read-if-there.ts';
import type { PanelDevice } from './manifest.ts';
import type { PanelRow } from './panel-row.ts';

/** What is known of a device from earlier runs. */
interface Kept {
  /** Of its steps and the files they name: other work starts anew. */
  readonly work: string;
  readonly row: PanelRow;
}

const format = 1;

/** What is done already, on disk after every step. */
export class PanelState {
  private readonly world: World;
  private readonly file: string;
  private readonly kept: Map<string, Kept>;
  private lastWrite: Promise<void> = Promise.resolve();

  private constructor(world: World, file: string, kept: Map<string, Kept>) {
    this.world = world;
    this.file = file;
    this.kept = kept;
  }

  /** @param isFresh Forgets what earlier runs did. */
  static async open(world: World, file: string, isFresh: boolean): Promise<PanelState> {
    const text = isFresh ? undefined : await readIfThere(world, file);
    return new PanelState(world, file, text === undefined ? new Map() : parse(text, file));
  }

  /** The row of this device when an earlier run has begun or done the same work. */
  find(device: PanelDevice, work: string): PanelRow | undefined {
    const kept = this.kept.get(device.name);
    return kept?.work === work && kept.row.port === device.port ? kept.row : undefined;
  }

  /** Resolves when it is on disk. */
  keep(work: string, row: PanelRow): Promise<void> {
    this.kept.set(row.name, { work, row });
    const devices = Object.fromEntries(this.kept);
    const bytes = new TextEncoder().encode(
      `${JSON.stringify({ format, devices }, undefined, 2)}\n`,
    );
    const written = this.lastWrite.then(() =>
      this.world.writeFile(this.file, bytes, { secret: false, replace: true }),
    );
    this.lastWrite = written.catch(() => undefined);
    return written;
  }
}

/** A digest of the steps and of every file that a word of them names. */
export async function workOf(world: World, device: PanelDevice): Promise<string> {
  const hash = createHash('sha256');
  for (const words of device.steps) {
    hash.update(JSON.stringify(words));
    for (const word of words.slice(1)) {
      // oxlint-disable-next-line no-await-in-loop -- the digest has an order
      const bytes = word.startsWith('-') ? undefined : await readIfThere(world, word);
      if (bytes !== undefined) hash.update(createHash('sha256').update(bytes).digest());
    }
  }
  return hash.digest('hex');
}

function parse(bytes: Uint8Array, file: string): Map<string, Kept> {
  try {
    const state = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly format: unknown;
      readonly devices: Readonly<Record<string, Kept>>;
    };
    if (state.format === format) return new Map(Object.entries(state.devices));
  } catch {
    // It is told below.
  }
  throw new DataError({
    code: 'PANEL_STATE',
    expected: `${file} to be what an earlier run has left (format ${format})`,
    came: 'it cannot be read',
    next: 'name another file with --state, or pass --again to begin anew',
  });
}
