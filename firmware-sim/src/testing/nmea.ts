import { sealSentence } from '../gnss/checksum.ts';
import { civilFromDays, DAY_MS } from '../gnss/civil-time.ts';

export interface TestPlace {
  readonly latitude: number;
  readonly longitude: number;
  readonly speedKmh?: number;
}

/** RMC of one second, with a position or without a fix. Ends with CR LF. */
export function rmc(timeMs: number, place?: TestPlace): string {
  const days = Math.floor(timeMs / DAY_MS);
  const { year, month, day } = civilFromDays(days);
  const date = `${two(day)}${two(month)}${two(year % 100)}`;
  const time = timeOfDay(timeMs - days * DAY_MS);
  if (place === undefined) return line(`GPRMC,${time},V,,,,,,,${date},,,N`);
  const knots = ((place.speedKmh ?? 50) / 1.852).toFixed(2);
  return line(`GPRMC,${time},A,${coordinates(place)},${knots},90.0,${date},,,A`);
}

/** GGA of one second. Ends with CR LF. */
export function gga(timeMs: number, place: TestPlace): string {
  return line(
    `GPGGA,${timeOfDay(timeMs % DAY_MS)},${coordinates(place)},1,09,0.9,500.0,M,46.6,M,,`,
  );
}

/** What a receiver says in one second: RMC and GGA, as bytes. */
export function epoch(timeMs: number, place?: TestPlace): Uint8Array {
  const text = place === undefined ? rmc(timeMs) : rmc(timeMs, place) + gga(timeMs, place);
  return new TextEncoder().encode(text);
}

/** Degrees as NMEA writes them: whole degrees, then minutes with four decimals. */
export function nmeaAngle(degrees: number, digits: 2 | 3): string {
  const whole = Math.trunc(Math.abs(degrees));
  const minutes = ((Math.abs(degrees) - whole) * 60).toFixed(4).padStart(7, '0');
  return `${String(whole).padStart(digits, '0')}${minutes}`;
}

function coordinates({ latitude, longitude }: TestPlace): string {
  return `${nmeaAngle(latitude, 2)},N,${nmeaAngle(longitude, 3)},E`;
}

function timeOfDay(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map(two).join('')}.${String(ms % 1000).padStart(3, '0')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function line(body: string): string {
  return `${sealSentence(body)}\r\n`;
}
