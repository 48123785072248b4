/** A place in integers of 1e-7 degrees. */
export interface PositionE7 {
  readonly latitudeE7: number;
  readonly longitudeE7: number;
}

/** What the receiver says at one instant, as it comes over its serial line. */
export interface FeedEpoch {
  /** Unix time in milliseconds at which the text is fed. Strictly ascending within a feed. */
  readonly atMs: number;
  /** Whole sentences, each ended by `\r\n`. */
  readonly text: string;
  /** Ground truth: the position any parser reads back from the text. Absent without a valid fix. */
  readonly position?: PositionE7;
}

/** A source of receiver output: a generated day or a recorded log. */
export interface GnssFeed {
  readonly name: string;
  readonly epochs: readonly FeedEpoch[];
}
