/** In integers of 1e-7 degrees. */
export interface Place {
  readonly latitudeE7: number;
  readonly longitudeE7: number;
}

/** What a receiver says beside time and place. */
export interface Motion {
  readonly speedKmh?: number;
  readonly courseDeg?: number;
  readonly altitudeM?: number;
}

const kmhPerKnot = 1.852;

/** What a receiver writes in one second: RMC with time, date, place and speed, and GGA. */
export function sentencesOf(timeMs: number, place: Place, motion: Motion = {}): string {
  const { speedKmh = 27 * kmhPerKnot, courseDeg = 90, altitudeM = 500 } = motion;
  const iso = new Date(timeMs).toISOString();
  const time = `${iso.slice(11, 19).replaceAll(':', '')}.${iso.slice(20, 23)}`;
  const date = `${iso.slice(8, 10)}${iso.slice(5, 7)}${iso.slice(2, 4)}`;
  const latitude = `${angle(place.latitudeE7, 2)},${place.latitudeE7 < 0 ? 'S' : 'N'}`;
  const longitude = `${angle(place.longitudeE7, 3)},${place.longitudeE7 < 0 ? 'W' : 'E'}`;
  const at = `${latitude},${longitude}`;
  return (
    sentence(
      `GPRMC,${time},A,${at},${(speedKmh / kmhPerKnot).toFixed(2)},${courseDeg.toFixed(1)},${date},,,A`,
    ) + sentence(`GPGGA,${time},${at},1,09,0.9,${altitudeM.toFixed(1)},M,46.6,M,,`)
  );
}

/** Whole degrees, then minutes of arc with four decimals. */
function angle(e7: number, digits: number): string {
  const minutesE4 = Math.round(Math.abs(e7) * 0.06);
  const degrees = String(Math.floor(minutesE4 / 600_000)).padStart(digits, '0');
  const minutes = ((minutesE4 % 600_000) / 10_000).toFixed(4).padStart(7, '0');
  return degrees + minutes;
}

function sentence(body: string): string {
  let sum = 0;
  for (const character of body) sum ^= character.codePointAt(0) ?? 0;
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`;
}
