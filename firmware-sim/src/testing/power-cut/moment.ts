import { decodeBatch, decodeEntry } from '@feierabend/protocol';

import type { LinkMessage } from '../../core/ports.ts';
import type { TestTracker } from '../test-tracker.ts';

/** What the world knew of a tracker just before an operation: so much of each list. */
export interface Moment {
  readonly atS: number;
  readonly delivered: number;
  readonly taps: number;
  readonly done: number;
}

export function momentOf(world: TestTracker, done: readonly string[]): Moment {
  return {
    atS: world.nowS,
    delivered: world.network.delivered.length,
    taps: world.taps.length,
    done: done.length,
  };
}

/** What a tracker has answered for, in the order in which it came to be. */
export interface Promised {
  readonly delivered: readonly LinkMessage[];
  /** Each record that was taken, as text; without the one that may have been in the middle of being stored. */
  readonly taken: readonly string[];
  /** Entries of the journal; an entry that came to be as power went may be missing between them. */
  readonly journal: readonly NumberedEntry[];
  readonly done: readonly string[];
}

export interface NumberedEntry {
  readonly number: number;
  readonly bytes: Uint8Array;
}

export const nothingPromised: Promised = { delivered: [], taken: [], journal: [], done: [] };

/** What was promised up to a moment of a life that came after others. */
export class Chronicle {
  readonly #world: TestTracker;
  readonly #done: readonly string[];
  readonly #before: Promised;
  readonly #taken: { readonly tap: number; readonly record: string }[] = [];
  readonly #entries: (NumberedEntry & { readonly tap: number })[] = [];

  /** Call it when the life is over: the taps do not change any more. */
  constructor(world: TestTracker, done: readonly string[], before: Promised) {
    this.#world = world;
    this.#done = done;
    this.#before = before;
    const seen = new Set<string>();
    for (const [tap, { channel, bytes }] of world.taps.entries()) {
      const entry = channel === 'journal' ? decodeEntry(bytes) : undefined;
      if (entry?.ok === true) this.#entries.push({ tap, number: entry.value.index, bytes });
      const batch = channel === 'flash' ? decodeBatch(bytes) : undefined;
      for (const one of batch?.ok === true ? batch.value : []) {
        const record = JSON.stringify(one);
        if (!seen.has(record)) this.#taken.push({ tap, record });
        seen.add(record);
      }
    }
  }

  until({ delivered, taps, done }: Moment): Promised {
    const before = this.#before;
    const { network } = this.#world;
    const taken = this.#taken.filter(({ tap }) => tap < taps).map(({ record }) => record);
    return {
      delivered: [...before.delivered, ...network.delivered.slice(0, delivered)],
      taken: [...before.taken, ...taken.slice(0, -1)],
      journal: [...before.journal, ...this.#entries.filter(({ tap }) => tap < taps)],
      done: [...before.done, ...this.#done.slice(0, done)],
    };
  }
}
