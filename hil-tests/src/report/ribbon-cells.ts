import type { RibbonSegment, RibbonState } from './ribbon.ts';
import type { DaySpan } from './run-summary.ts';

export interface RibbonCells {
  readonly fromS: number;
  readonly cellS: number;
  readonly states: readonly RibbonState[];
}

/** Round spans of time a cell may stand for. */
const cellSteps = [60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 43_200] as const;

/** Cuts the day into at most `cellsMax` cells of a round length that begin on a multiple of it. */
export function ribbonCells(
  ribbon: readonly RibbonSegment[],
  day: DaySpan,
  cellsMax: number,
): RibbonCells {
  const cellS =
    cellSteps.find((step) => cellCount(day, step) <= cellsMax) ?? dayCells(day, cellsMax);
  const fromS = Math.floor(day.fromS / cellS) * cellS;
  const states = Array.from({ length: cellCount(day, cellS) }, (_, index) =>
    stateOf(ribbon, fromS + index * cellS, cellS),
  );
  return { fromS, cellS, states };
}

/** Whole days, as many as it takes. */
function dayCells({ fromS, untilS }: DaySpan, cellsMax: number): number {
  const days = Math.ceil((untilS - fromS) / 86_400);
  return 86_400 * Math.ceil(days / Math.max(1, cellsMax - 1));
}

function cellCount({ fromS, untilS }: DaySpan, cellS: number): number {
  return Math.max(1, Math.ceil(untilS / cellS) - Math.floor(fromS / cellS));
}

/**
 * What fills most of a cell. A tunnel is short and unexplained time is important, so both count
 * four times; a second or two between two records count for nothing.
 */
function stateOf(ribbon: readonly RibbonSegment[], fromS: number, cellS: number): RibbonState {
  const weights: Record<RibbonState, number> = {
    captured: 0,
    withheld: 0,
    'no-fix': 0,
    nothing: 0,
  };
  for (const segment of ribbon) {
    const seconds = Math.min(segment.untilS, fromS + cellS) - Math.max(segment.fromS, fromS);
    if (seconds <= 0) continue;
    if (segment.state === 'nothing' && segment.untilS - segment.fromS <= 3) continue;
    const weight = segment.state === 'no-fix' || segment.state === 'nothing' ? 4 : 1;
    weights[segment.state] += seconds * weight;
  }
  let best: RibbonState = 'nothing';
  for (const state of ['no-fix', 'captured', 'withheld'] as const) {
    if (weights[state] > weights[best]) best = state;
  }
  return best;
}
