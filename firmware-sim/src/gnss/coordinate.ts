/** Which coordinate a text is: its degree digits, its bound and its two hemispheres. */
export interface CoordinateAxis {
  readonly degreeDigits: 2 | 3;
  readonly degreesMax: 90 | 180;
  readonly positive: 'N' | 'E';
  readonly negative: 'S' | 'W';
}

export const LATITUDE: CoordinateAxis = {
  degreeDigits: 2,
  degreesMax: 90,
  positive: 'N',
  negative: 'S',
};

export const LONGITUDE: CoordinateAxis = {
  degreeDigits: 3,
  degreesMax: 180,
  positive: 'E',
  negative: 'W',
};

const DEGREE_E7 = 10_000_000;

/** Nine decimals of a minute are 2 µm on the ground, and 60 × 10^9 is still an exact integer. */
const MINUTE_DECIMALS = 9;

/** One unit of 1e-7 degrees in units of 1e-9 minutes. */
const NANO_MINUTES_PER_E7 = 6000;

/**
 * Reads `ddmm.mmmm` (latitude) or `dddmm.mmmm` (longitude) with its hemisphere as an integer of
 * 1e-7 degrees, rounded half away from zero. Works on the digits, because the degrees as a float
 * can lie on the wrong side of a rounding border. Undefined when the text is empty, malformed or
 * out of range.
 */
export function readCoordinateE7(
  text: string,
  hemisphere: string,
  axis: CoordinateAxis,
): number | undefined {
  const point = text.indexOf('.');
  const whole = point < 0 ? text : text.slice(0, point);
  const decimals = point < 0 ? '' : text.slice(point + 1);
  if (whole.length !== axis.degreeDigits + 2) return undefined;
  if (!/^\d+$/u.test(whole) || !/^\d*$/u.test(decimals)) return undefined;
  if (hemisphere !== axis.positive && hemisphere !== axis.negative) return undefined;
  const minutes = Number(whole.slice(axis.degreeDigits));
  if (minutes > 59) return undefined;
  const nanoMinutes = Number(
    String(minutes) + decimals.slice(0, MINUTE_DECIMALS).padEnd(MINUTE_DECIMALS, '0'),
  );
  const magnitudeE7 =
    Number(whole.slice(0, axis.degreeDigits)) * DEGREE_E7 + nanoMinutesToE7(nanoMinutes);
  if (magnitudeE7 > axis.degreesMax * DEGREE_E7) return undefined;
  return hemisphere === axis.negative && magnitudeE7 !== 0 ? -magnitudeE7 : magnitudeE7;
}

/** Units of 1e-9 minutes as units of 1e-7 degrees, rounded half up. */
export function nanoMinutesToE7(nanoMinutes: number): number {
  return Math.floor((nanoMinutes + NANO_MINUTES_PER_E7 / 2) / NANO_MINUTES_PER_E7);
}

/**
 * Writes the two fields `ddmm.mmmmm,H` with five decimals of a minute (1.9 cm), as car receivers
 * do.
 */
export function writeCoordinate(degrees: number, axis: CoordinateAxis): string {
  const hemisphere = degrees < 0 ? axis.negative : axis.positive;
  const minutesE5 = Math.round(Math.abs(degrees) * 6_000_000);
  const wholeDegrees = Math.floor(minutesE5 / 6_000_000);
  const restE5 = minutesE5 - wholeDegrees * 6_000_000;
  const minutes = String(Math.floor(restE5 / 100_000)).padStart(2, '0');
  const decimals = String(restE5 % 100_000).padStart(5, '0');
  const text = `${String(wholeDegrees).padStart(axis.degreeDigits, '0')}${minutes}.${decimals}`;
  return `${text},${hemisphere}`;
}
