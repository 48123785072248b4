import type { TrackerRecord } from '@feierabend/protocol';

import type { RibbonSegment, WindowSpan } from '../report/ribbon.ts';

/** A device may take this long to notice the hour, a new second and a late epoch included. */
const graceS = 3;
/** A capture that is due and finds no position says so after this long. */
const searchTimeoutS = 60;

export interface DayAccountOptions {
  readonly records: readonly TrackerRecord[];
  readonly windows: readonly WindowSpan[];
  readonly fromS: number;
  readonly untilS: number;
  /** Longest regular pause between two fixes, by the policy. */
  readonly intervalMaxS: number;
}

/**
 * What the received records say about every second of the day: captured, without a fix, withheld, or nothing at all. A
 * withheld record counts wherever it stands; a fix speaks for the time until the next one is due.
 */
export function dayAccount(options: DayAccountOptions): RibbonSegment[] {
  const { fromS, untilS } = options;
  const spoken = [...withheldSpans(options), ...capturedSpans(options)]
    .map((span) => ({
      ...span,
      fromS: Math.max(span.fromS, fromS),
      untilS: Math.min(span.untilS, untilS),
    }))
    .filter((span) => span.untilS > span.fromS)
    .toSorted((a, b) => a.fromS - b.fromS);
  const segments: RibbonSegment[] = [];
  let atS = fromS;
  for (const span of spoken) {
    if (span.untilS <= atS) continue;
    if (span.fromS > atS) {
      segments.push({ fromS: atS, untilS: span.fromS, state: 'nothing' });
      atS = span.fromS;
    }
    push(segments, { ...span, fromS: atS });
    atS = span.untilS;
  }
  if (atS < untilS) segments.push({ fromS: atS, untilS, state: 'nothing' });
  return segments;
}

/** Whether nothing is left unsaid but the seconds it takes to notice. */
export function gapsExplained(segments: readonly RibbonSegment[]): boolean {
  return segments.every(
    (segment) => segment.state !== 'nothing' || segment.untilS - segment.fromS <= graceS,
  );
}

function withheldSpans({ records }: DayAccountOptions): RibbonSegment[] {
  return records.flatMap((record) =>
    record.kind === 'withheld'
      ? [
          {
            fromS: record.fromS,
            untilS: record.untilS,
            state: 'withheld' as const,
            reason: record.reason,
          },
        ]
      : [],
  );
}

function capturedSpans({ records, windows, intervalMaxS }: DayAccountOptions): RibbonSegment[] {
  const points = records
    .flatMap((record): SpokenPoint[] => {
      if (record.kind === 'fix')
        return [{ startS: record.timeS, endS: record.timeS, state: 'captured' }];
      if (record.kind !== 'no-fix') return [];
      // A gap is reported after the search timeout, so the time before the report belongs to it.
      return [{ startS: record.timeS - searchTimeoutS, endS: record.timeS, state: 'no-fix' }];
    })
    .toSorted((a, b) => a.startS - b.startS);
  const spans: RibbonSegment[] = [];
  for (const window of windows) {
    const inside = points.filter(({ endS }) => endS >= window.fromS && endS < window.untilS);
    inside.forEach(({ startS, endS, state }, index) => {
      const fromS = index === 0 ? window.fromS : startS;
      const nextS = inside[index + 1]?.startS ?? window.untilS;
      const speaksUntilS = endS + intervalMaxS + searchTimeoutS;
      spans.push({ fromS, untilS: Math.min(nextS, speaksUntilS, window.untilS), state });
    });
  }
  return spans;
}

/** One record of an open window, and the time it speaks of. */
interface SpokenPoint {
  readonly startS: number;
  readonly endS: number;
  readonly state: 'captured' | 'no-fix';
}

function push(segments: RibbonSegment[], next: RibbonSegment): void {
  const last = segments.at(-1);
  if (last?.state === next.state && last.reason === next.reason && last.untilS === next.fromS) {
    segments[segments.length - 1] = { ...last, untilS: next.untilS };
  } else {
    segments.push(next);
  }
}
