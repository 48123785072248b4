import type { TrackerRecord } from '@feierabend/protocol';

import { ChannelSearch } from './channel-search.ts';
import type { LeakHit } from './leak-hit.ts';
import type { NeedleSet } from './needles.ts';
import { isPrivateFix } from './record-scan.ts';
import { tapChannels, type TapChannel, type TapRecord } from './tap-record.ts';

/** Hits that are kept with their places; all are counted. */
export const hitsKeptMax = 1000;

export interface LeakSearchResult {
  /** The first {@link hitsKeptMax}, in the order they were met. */
  readonly hits: readonly LeakHit[];
  /** Every channel, with how much of it was searched; `decoded` counts records instead of bytes. */
  readonly channels: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly hits: number;
  }[];
}

/**
 * Searches everything that was tapped for positions of private hours. Each channel is one stream:
 * pairs are found across the borders of its pieces. Channels may be interleaved.
 */
export class LeakSearch {
  readonly #needles: NeedleSet;
  readonly #hits: LeakHit[] = [];
  readonly #known = new Set<string>();
  readonly #counts = new Map<string, { bytes: number; hits: number }>();
  readonly #channels = new Map<TapChannel, ChannelSearch>();
  #records = 0;

  constructor(needles: NeedleSet) {
    this.#needles = needles;
    for (const channel of tapChannels) this.#counts.set(channel, { bytes: 0, hits: 0 });
  }

  push(tap: TapRecord): void {
    let search = this.#channels.get(tap.channel);
    if (search === undefined) {
      search = new ChannelSearch(this.#needles, tap.channel, (hit) => this.#keep(hit));
      this.#channels.set(tap.channel, search);
    }
    this.#count(tap.channel).bytes += tap.bytes.length;
    search.push(tap);
  }

  /** Records the controller opened: what really arrived. */
  pushRecords(records: Iterable<TrackerRecord>): void {
    const count = this.#count('decoded');
    for (const record of records) {
      if (isPrivateFix(this.#needles, record)) {
        const place = { offset: this.#records, atMs: record.timeS * 1000 } as const;
        this.#keep({ channel: 'decoded', encoding: 'record', layer: 'raw', ...place });
      }
      this.#records += 1;
      count.bytes += 1;
    }
  }

  finish(): LeakSearchResult {
    for (const search of this.#channels.values()) search.end();
    const channels = [...this.#counts].map(([name, count]) => ({ name, ...count }));
    return { hits: [...this.#hits], channels };
  }

  #keep(hit: LeakHit): void {
    const key = `${hit.channel} ${hit.layer} ${hit.encoding} ${hit.offset}`;
    if (this.#known.has(key)) return;
    this.#count(hit.channel).hits += 1;
    if (this.#hits.length >= hitsKeptMax) return;
    this.#known.add(key);
    this.#hits.push(hit);
  }

  #count(name: string): { bytes: number; hits: number } {
    let count = this.#counts.get(name);
    if (count === undefined) {
      count = { bytes: 0, hits: 0 };
      this.#counts.set(name, count);
    }
    return count;
  }
}

/** Searches taps as they come; channels may be interleaved. */
export function searchTaps(needles: NeedleSet, taps: Iterable<TapRecord>): LeakHit[] {
  const search = new LeakSearch(needles);
  for (const tap of taps) search.push(tap);
  return [...search.finish().hits];
}

/** Searches records the controller opened. */
export function searchRecords(needles: NeedleSet, records: Iterable<TrackerRecord>): LeakHit[] {
  const search = new LeakSearch(needles);
  search.pushRecords(records);
  return [...search.finish().hits];
}
