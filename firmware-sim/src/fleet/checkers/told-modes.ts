import type { TrackerRecord } from '@feierabend/protocol';

import { entryOf } from './read-entry.ts';

/** Modes in which a place may be taken, as the journal names them. */
const openModes: ReadonlySet<unknown> = new Set(['on-duty', 'sos', 'break-glass']);
/** Between the clock of the device and the time of its places. */
const slackS = 60;
/** Places that are closer together are looked at as one span. */
const spanGapS = 300;

interface Span {
  readonly fromS: number;
  untilS: number;
}

/** The times of the places that came, and whether a journal says that the device was open then. */
export class ToldModes {
  readonly #spans: Span[] = [];

  take(records: readonly TrackerRecord[]): void {
    for (const record of records) {
      if (record.kind !== 'fix') continue;
      const { timeS } = record;
      const last = this.#spans.at(-1);
      const isNext = last !== undefined && timeS >= last.untilS && timeS - last.untilS <= spanGapS;
      if (isNext) last.untilS = timeS;
      else this.#spans.push({ fromS: timeS, untilS: timeS });
    }
  }

  /** The first time of a place at which the device was not open, by these entries in their order. */
  untoldS(entries: Iterable<Uint8Array>): number | undefined {
    const open = openSpans(entries);
    const isTold = (timeS: number) =>
      open.some(({ fromS, untilS }) => timeS >= fromS - slackS && timeS <= untilS + slackS);
    for (const { fromS, untilS } of this.#spans) {
      if (!isTold(fromS)) return fromS;
      if (!isTold(untilS)) return untilS;
    }
    return undefined;
  }
}

function openSpans(entries: Iterable<Uint8Array>): Span[] {
  const spans: Span[] = [];
  let current: Span | undefined;
  for (const bytes of entries) {
    const entry = entryOf(bytes);
    if (!entry.ok || entry.value.kind !== 'mode') continue;
    const { atS, detail } = entry.value;
    // What is only announced is no change yet.
    if (detail['mode'] === 'announced') continue;
    // A device that has lost its time does not say when it closed.
    if (current !== undefined && atS !== null) current.untilS = atS;
    current = undefined;
    if (!openModes.has(detail['mode'])) continue;
    current = { fromS: atS ?? 0, untilS: Number.POSITIVE_INFINITY };
    spans.push(current);
  }
  return spans;
}
