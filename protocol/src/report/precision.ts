import { UsageError } from '../errors.ts';
import { cellCentre, offsetM, type Place } from './cell.ts';
import { precisionLevelOf } from './precision-level.ts';
import type { FixDraft, FixRecord } from './records.ts';

/**
 * A position as the receiver gave it. Stays inside the device. Optional numbers need not be whole.
 */
export interface FineFix {
  readonly timeS: number;
  /** -900 000 000 .. 900 000 000, in 1e-7 degrees. */
  readonly latitudeE7: number;
  /** -1 800 000 000 .. 1 800 000 000, in 1e-7 degrees. */
  readonly longitudeE7: number;
  readonly altitudeM?: number | undefined;
  readonly speedKmh?: number | undefined;
  readonly courseDeg?: number | undefined;
}

/** The cell reported last. Forget it when the policy changes or capture was interrupted. */
export interface CoarseState extends Place {
  readonly precisionM: number;
}

export interface CoarseFix {
  readonly fix: FixRecord;
  /** For the next call; undefined where there are no cells. */
  readonly state: CoarseState | undefined;
}

/** Up to this there are no cells, and the place is exact to 1e-5 degrees. */
const exactUpToM = 1;
/** As wide as the equator is from the pole; anything coarser says nothing. */
const precisionMMax = 10_000_000;
/**
 * How far beyond its border a cell still holds, in parts of its size. Larger than receiver noise at
 * any useful precision.
 */
const hysteresis = 0.25;

/**
 * Makes a receiver's fix fit to leave the device. One act for all fields: the place becomes the
 * centre of a cell of `precisionM` in both directions, and altitude, speed, course and time are
 * rounded by the level of the same precision (precision-level.ts). The last cell is kept until the
 * place is a quarter of a cell beyond its border, because a noisy receiver near a border would
 * otherwise tell the place by flickering. Rounding is down for time, to the nearest for the rest.
 *
 * Throws UsageError COARSEN_INPUT for a time, place or precision out of range. Other fields that
 * are out of range are left out.
 */
export function coarsen(fine: FineFix, precisionM: number, state?: CoarseState): CoarseFix {
  requireInput(fine, precisionM);
  if (precisionM <= exactUpToM) {
    const latitudeE5 = wholeE5(fine.latitudeE7 / 100);
    const longitudeE5 = wholeE5(fine.longitudeE7 / 100);
    return { fix: coarseFix(fine, precisionM, { latitudeE5, longitudeE5 }), state: undefined };
  }
  const place = { latitude: fine.latitudeE7 / 1e7, longitude: fine.longitudeE7 / 1e7 };
  const holds = state !== undefined && state.precisionM === precisionM && isHeld(place, state);
  const cell = holds ? state : { precisionM, ...cellCentre(place, precisionM) };
  const latitudeE5 = wholeE5(cell.latitude * 1e5);
  const longitudeE5 = wholeE5(cell.longitude * 1e5);
  return { fix: coarseFix(fine, precisionM, { latitudeE5, longitudeE5 }), state: cell };
}

/** At a place that is coarse already, with the other fields rounded by the level of the same precision. */
function coarseFix(
  fine: FineFix,
  precisionM: number,
  { latitudeE5, longitudeE5 }: Pick<FixRecord, 'latitudeE5' | 'longitudeE5'>,
): FixRecord {
  const level = precisionLevelOf(precisionM);
  const timeS = Math.floor(fine.timeS / level.timeStepS) * level.timeStepS;
  const altitudeM = rounded(fine.altitudeM, level.altitudeStepM, -0x8000, 0x7fff);
  const speedKmh = rounded(fine.speedKmh, level.speedStepKmh, 0, 0xffff);
  const courseDeg = rounded(fine.courseDeg, level.courseStepDeg, 0, 360);
  const fix: FixDraft = { kind: 'fix', latitudeE5, longitudeE5, timeS };
  if (altitudeM !== undefined) fix.altitudeM = altitudeM;
  if (speedKmh !== undefined) fix.speedKmh = speedKmh;
  if (courseDeg !== undefined) fix.courseDeg = courseDeg % 360;
  return fix;
}

function isHeld(place: Place, cell: CoarseState): boolean {
  const { northM, eastM } = offsetM(cell, place);
  const reachM = cell.precisionM * (0.5 + hysteresis);
  return Math.abs(northM) <= reachM && Math.abs(eastM) <= reachM;
}

function wholeE5(valueE5: number): number {
  // `+ 0` turns a negative zero into the only zero there is on the wire.
  return Math.round(valueE5) + 0;
}

/** To the nearest step; undefined for a field that the level or the receiver does not have. */
function rounded(
  value: number | undefined,
  step: number | undefined,
  min: number,
  max: number,
): number | undefined {
  if (value === undefined || step === undefined || !Number.isFinite(value)) return undefined;
  const nearest = Math.round(value / step) * step + 0;
  return nearest >= min && nearest <= max ? nearest : undefined;
}

function requireInput(fine: FineFix, precisionM: number): void {
  const problem =
    (isOutside(fine.latitudeE7, -9e8, 9e8) && 'a latitude in -90 .. 90 degrees') ||
    (isOutside(fine.longitudeE7, -1.8e9, 1.8e9) && 'a longitude in -180 .. 180 degrees') ||
    (isOutside(fine.timeS, 0, 0xffff_ffff) && 'a time in Unix seconds of 32 bits') ||
    (isOutside(precisionM, 0, precisionMMax) && `a precision in 0 .. ${precisionMMax} metres`);
  if (problem === false) return;
  throw new UsageError({
    code: 'COARSEN_INPUT',
    expected: problem,
    came: 'the value was outside of that',
    next: 'pass only fixes of a valid receiver epoch',
  });
}

/** True for what is no number, too. */
function isOutside(value: number, min: number, max: number): boolean {
  return !(value >= min && value <= max);
}
