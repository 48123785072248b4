/**
 * A stretch of the day and what the tracker did in it. `nothing` is time no record speaks about.
 */
export interface RibbonSegment {
  /** Unix seconds; the segment ends before `untilS`. */
  readonly fromS: number;
  readonly untilS: number;
  readonly state: RibbonState;
  readonly reason?: string;
}

export type RibbonState = 'captured' | 'withheld' | 'no-fix' | 'nothing';

/** When the policy allowed capture, in Unix seconds. */
export interface WindowSpan {
  readonly fromS: number;
  readonly untilS: number;
}

/** A captured position. There is no type for a private one: it is never drawn. */
export interface TrackPoint {
  readonly timeS: number;
  readonly latitudeE5: number;
  readonly longitudeE5: number;
}
