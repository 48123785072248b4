import { sealSentence } from '../gnss/checksum.ts';
import { DAY_MS, writeNmeaDate, writeTimeOfDay } from '../gnss/civil-time.ts';
import { LATITUDE, LONGITUDE, writeCoordinate } from '../gnss/coordinate.ts';
import type { ReceiverFix } from './receiver.ts';
import type { SkyState } from './sky.ts';

const MPS_KNOTS = 3600 / 1852;
/** Height of the geoid over the ellipsoid around Augsburg. */
const GEOID_M = '46.6';

/**
 * RMC, recommended minimum data. Without a fix all fields but the time are empty, as receivers send
 * it.
 */
export function writeRmc(timeMs: number, fix: ReceiverFix | undefined): string {
  const days = Math.floor(timeMs / DAY_MS);
  const time = writeTimeOfDay(timeMs - days * DAY_MS, 2);
  const date = writeNmeaDate(days);
  if (fix === undefined) return sealSentence(`GPRMC,${time},V,,,,,,,${date},,,N`);
  const speedKnots = (fix.speedMps * MPS_KNOTS).toFixed(3);
  const course = fix.courseDeg === undefined ? '' : (fix.courseDeg % 359.995).toFixed(2);
  return sealSentence(`GPRMC,${time},A,${place(fix)},${speedKnots},${course},${date},,,A`);
}

/** GGA, fix data. */
export function writeGga(timeMs: number, fix: ReceiverFix | undefined, sky: SkyState): string {
  const time = writeTimeOfDay(timeMs % DAY_MS, 2);
  if (fix === undefined) return sealSentence(`GPGGA,${time},,,,,0,00,99.99,,,,,,`);
  const satellites = twoDigits(sky.used.length);
  const quality = `1,${satellites},${sky.hdop.toFixed(2)}`;
  const heights = `${fix.altitudeM.toFixed(1)},M,${GEOID_M},M`;
  return sealSentence(`GPGGA,${time},${place(fix)},${quality},${heights},,`);
}

/** GSA, active satellites and dilution of precision. */
export function writeGsa(sky: SkyState): string {
  const mode = sky.used.length === 0 ? 1 : 3;
  const slots = Array.from({ length: 12 }, (_, i) => twoDigits(sky.used[i]));
  const dops = [sky.pdop, sky.hdop, sky.vdop].map((dop) => dop.toFixed(2));
  return sealSentence(`GPGSA,A,${mode},${slots.join(',')},${dops.join(',')}`);
}

/** GSV, satellites in view, four to a sentence. */
export function writeGsv(sky: SkyState): string[] {
  const total = Math.ceil(sky.visible.length / 4);
  return Array.from({ length: total }, (_, i) => {
    const satellites = sky.visible
      .slice(4 * i, 4 * i + 4)
      .map(({ number, elevationDeg, azimuthDeg, snrDbHz }) =>
        [
          twoDigits(number),
          twoDigits(elevationDeg),
          String(azimuthDeg).padStart(3, '0'),
          twoDigits(snrDbHz),
        ].join(','),
      );
    const count = twoDigits(sky.visible.length);
    return sealSentence(`GPGSV,${total},${i + 1},${count},${satellites.join(',')}`);
  });
}

function place({ latitude, longitude }: ReceiverFix): string {
  return `${writeCoordinate(latitude, LATITUDE)},${writeCoordinate(longitude, LONGITUDE)}`;
}

function twoDigits(value: number | undefined): string {
  return value === undefined ? '' : String(value).padStart(2, '0');
}
