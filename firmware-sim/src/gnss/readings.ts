import type { PositionE7 } from './feed.ts';

/** What one RMC sentence (recommended minimum data) says. */
export interface RmcReading {
  /** As in the sentence; pairs it with the GGA of the same instant. */
  readonly timeOfDayMs: number | undefined;
  /** Unix time; undefined when the receiver knows no time or no date. */
  readonly timeMs: number | undefined;
  /** Present exactly when the receiver vouches for the fix and its coordinates are sound. */
  readonly fix?: PositionE7 & {
    readonly speedKmh?: number | undefined;
    readonly courseDeg?: number | undefined;
  };
}

/**
 * What one GGA sentence (fix data) adds to the RMC of the same instant. Its coordinates are not
 * used.
 */
export interface GgaReading {
  readonly timeOfDayMs: number;
  /** Quality indicator 0 is "fix not available". */
  readonly hasFix: boolean;
  readonly detail: {
    readonly altitudeM?: number | undefined;
    readonly hdop?: number | undefined;
    readonly satellites?: number | undefined;
  };
}
