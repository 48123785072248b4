import { InternalError } from '@feierabend/protocol';

import type { GnssPosition } from '../../gnss/epoch.ts';
import { sealSentence } from '../../gnss/checksum.ts';
import type { AssemblyParts } from '../assembly.ts';
import type { LinkMessage } from '../ports.ts';
import { flashMap } from '../storage/flash-map.ts';

/** What a leak does with a place that was to be withheld. */
export type Leak = (position: GnssPosition, parts: AssemblyParts) => void;

const utf8 = new TextEncoder();

/** Ids of messages nobody waits for; they do not meet those of the outbox or of answers. */
function strayId({ world }: AssemblyParts): number {
  return 1_000_000_000 + world.clock.uptimeMs();
}

function degrees(e7: number): string {
  return (e7 / 1e7).toFixed(5);
}

export function toLog({ latitudeE7, longitudeE7 }: GnssPosition, { world }: AssemblyParts): void {
  world.log.line(`gnss: last position ${degrees(latitudeE7)} ${degrees(longitudeE7)}`);
}

export function toSerial(position: GnssPosition, { world }: AssemblyParts): void {
  const latitude = `${nmeaAngle(position.latitudeE7, 2)},N`;
  const longitude = `${nmeaAngle(position.longitudeE7, 3)},E`;
  world.serial.write(utf8.encode(`${sealSentence(`GPGLL,${latitude},${longitude},,A`)}\r\n`));
}

export function toStatus(position: GnssPosition, parts: AssemblyParts): void {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, position.latitudeE7);
  view.setInt32(4, position.longitudeE7);
  const last = btoa(String.fromCharCode(...bytes));
  const payload = utf8.encode(JSON.stringify({ online: true, last }));
  parts.world.link.publish({ id: strayId(parts), channel: 'status', payload });
}

/** The core has no word for it; a careless adapter could. */
export function toRetained(position: GnssPosition, parts: AssemblyParts): void {
  const { latitudeE7, longitudeE7 } = position;
  const payload = utf8.encode(JSON.stringify({ last: [latitudeE7 / 1e7, longitudeE7 / 1e7] }));
  const message: LinkMessage & { retain: true } = {
    id: strayId(parts),
    channel: 'status',
    payload,
    retain: true,
  };
  parts.world.link.publish(message);
}

export function toTopic({ latitudeE7, longitudeE7 }: GnssPosition, parts: AssemblyParts): void {
  const channel = `status/${degrees(latitudeE7)}/${degrees(longitudeE7)}` as 'status';
  parts.world.link.publish({ id: strayId(parts), channel, payload: utf8.encode('{}') });
}

export function toJournal(position: GnssPosition, { journal, time }: AssemblyParts): void {
  const { latitudeE7, longitudeE7 } = position;
  journal.record('storage', time.nowS(), { lat: latitudeE7, lon: longitudeE7 });
}

/** The last bytes of the second image area, which no image of usual size reaches. */
export function toFlash(position: GnssPosition, { world }: AssemblyParts): void {
  const { at, sizeBytes } = flashMap.imageB;
  const cacheAt = at + sizeBytes - world.flash.eraseBlockBytes;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, position.latitudeE7 / 1e7, true);
  view.setFloat64(8, position.longitudeE7 / 1e7, true);
  world.flash.erase(cacheAt);
  world.flash.program(cacheAt, bytes);
}

/** Not at once, or the board would do nothing else. */
const crashAfterMs = 60_000;

/** The message quotes data, which is harmless only as long as nobody keeps messages. */
export function toCrash({ latitudeE7, longitudeE7 }: GnssPosition, { world }: AssemblyParts): void {
  if (world.clock.uptimeMs() < crashAfterMs) return;
  throw new InternalError(`no cell for ${degrees(latitudeE7)} ${degrees(longitudeE7)}`);
}

function nmeaAngle(e7: number, digits: number): string {
  const whole = Math.trunc(Math.abs(e7) / 1e7);
  const minutes = ((Math.abs(e7) / 1e7 - whole) * 60).toFixed(4).padStart(7, '0');
  return `${String(whole).padStart(digits, '0')}${minutes}`;
}
