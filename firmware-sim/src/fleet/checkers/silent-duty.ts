import { precisionLevelOf, type CompiledPolicy, type TrackerRecord } from '@feierabend/protocol';

import { entryOf } from './read-entry.ts';

/** A search for a position that lasts so long is reported; and between the clock of the device and the time of its places. */
const searchS = 60;
const slackS = 60;

/** The longest time in which a device on duty reports neither a place nor that it found none, by any of these policies. */
export function silenceMaxS(policies: Iterable<CompiledPolicy>): number {
  let longestS = 0;
  for (const { intervals, precisionM } of policies) {
    const { movingS, parkedS, floorS } = intervals;
    const intervalS = Math.max(movingS, parkedS, floorS);
    const searchesS = Math.max(searchS, floorS) + searchS;
    const { timeStepS } = precisionLevelOf(precisionM);
    longestS = Math.max(longestS, intervalS + searchesS + timeStepS + slackS);
  }
  return longestS;
}

interface Span {
  readonly fromS: number;
  untilS: number;
}

/** When a device that was on duty by its journal reported nothing: it took less than it was to take, or lost it. */
export class SilentDuty {
  /** Of records that are no farther apart than a device may be silent. */
  readonly #told: Span[] = [];
  readonly #silenceMaxS: number;

  constructor(maxS: number) {
    this.#silenceMaxS = maxS;
  }

  take(records: readonly TrackerRecord[]): void {
    for (const record of records) {
      if (record.kind !== 'fix' && record.kind !== 'no-fix') continue;
      const { timeS } = record;
      const last = this.#told.at(-1);
      const isNext =
        last !== undefined && timeS >= last.untilS && timeS - last.untilS <= this.#silenceMaxS;
      if (isNext) last.untilS = timeS;
      else this.#told.push({ fromS: timeS, untilS: timeS });
    }
  }

  /** The first second of such a time, by these entries in their order; what was told of it before a deletion may be gone. */
  firstS(entries: Iterable<Uint8Array>): number | undefined {
    const told = this.#told.toSorted((a, b) => a.fromS - b.fromS);
    for (const { fromS, untilS } of dutySpans(entries)) {
      let sinceS = fromS;
      for (const one of told) {
        if (one.untilS < sinceS || one.fromS - sinceS > this.#silenceMaxS) continue;
        sinceS = one.untilS;
      }
      if (untilS - sinceS > this.#silenceMaxS) return sinceS;
    }
    return undefined;
  }
}

/** A duty that power ended, or the end of all, is as long as anything was told of it. */
function dutySpans(entries: Iterable<Uint8Array>): readonly Span[] {
  const spans: Span[] = [];
  let sinceS: number | undefined;
  for (const bytes of entries) {
    const entry = entryOf(bytes);
    if (!entry.ok) continue;
    const { kind, atS, detail } = entry.value;
    if (kind === 'boot') sinceS = undefined;
    // Power was gone time and again, and nobody knows when.
    if (kind === 'boot' && 'repeats' in detail) spans.length = 0;
    if (kind === 'deletion' || kind === 'doubt') {
      spans.length = 0;
      if (sinceS !== undefined) sinceS = atS ?? undefined;
    }
    if (kind !== 'mode' || detail['mode'] === 'announced') continue;
    if (sinceS !== undefined && atS !== null) spans.push({ fromS: sinceS, untilS: atS });
    sinceS = detail['mode'] === 'on-duty' && atS !== null ? atS : undefined;
  }
  return spans;
}
