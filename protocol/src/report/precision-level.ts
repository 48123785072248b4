/**
 * How everything but the place is coarsened at a precision. A missing step leaves the field out.
 */
export interface PrecisionLevel {
  /** The level holds for precisions up to this, in metres. */
  readonly upToM: number;
  readonly altitudeStepM?: number;
  readonly speedStepKmh?: number;
  readonly courseStepDeg?: number;
  /**
   * Divides a minute: windows begin on whole minutes, and a time rounded down must not leave its
   * window.
   */
  readonly timeStepS: number;
}

/**
 * The levels. Speed times time is a distance, a course with a speed is a track, and an elevation
 * profile alone finds the route (Meteriz et al., arXiv 1910.09041), so none of them may be finer
 * than the place. Time steps are what a vehicle at 36 km/h needs to cross a cell, up to a minute.
 */
export const precisionLevels: readonly PrecisionLevel[] = [
  { upToM: 1, altitudeStepM: 1, speedStepKmh: 1, courseStepDeg: 1, timeStepS: 1 },
  { upToM: 10, altitudeStepM: 10, speedStepKmh: 2, courseStepDeg: 10, timeStepS: 1 },
  { upToM: 30, altitudeStepM: 20, speedStepKmh: 5, courseStepDeg: 15, timeStepS: 3 },
  { upToM: 100, speedStepKmh: 10, courseStepDeg: 45, timeStepS: 10 },
  { upToM: 300, speedStepKmh: 20, courseStepDeg: 90, timeStepS: 30 },
  { upToM: Infinity, timeStepS: 60 },
];

/** The first level that covers the precision. */
export function precisionLevelOf(precisionM: number): PrecisionLevel {
  return (
    precisionLevels.find((level) => precisionM <= level.upToM) ?? { upToM: Infinity, timeStepS: 60 }
  );
}
