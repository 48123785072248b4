import type { RibbonSegment, TrackPoint } from './ribbon.ts';

/** Seconds between two records that need no explanation. */
const graceS = 3;

/**
 * Cuts the track wherever the ribbon says that something else than capture lies between two
 * positions. A line across a gap would claim a way nobody recorded.
 */
export function trackLines(
  track: readonly TrackPoint[],
  ribbon: readonly RibbonSegment[],
): TrackPoint[][] {
  const gaps = ribbon.filter(
    (segment) => segment.state !== 'captured' && segment.untilS - segment.fromS > graceS,
  );
  const points = track.toSorted((a, b) => a.timeS - b.timeS);
  const lines: TrackPoint[][] = [];
  let before: TrackPoint | undefined;
  for (const point of points) {
    const last = before;
    const cut =
      last === undefined || gaps.some((gap) => gap.fromS < point.timeS && gap.untilS > last.timeS);
    if (cut) lines.push([]);
    lines.at(-1)?.push(point);
    before = point;
  }
  return lines;
}
