import { sha256 } from '@noble/hashes/sha2.js';

import { toHex } from '../../bytes.ts';
import { zoneOffsets } from './zone.ts';

/** Zones whose rules governments changed in the last years, or are known to discuss. */
const probes = [
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Ciudad_Juarez',
  'America/Mexico_City',
  'America/Nuuk',
  'America/Santiago',
  'America/Asuncion',
  'America/Vancouver',
  'Asia/Almaty',
  'Asia/Amman',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Manila',
  'Europe/Chisinau',
  'Europe/Kyiv',
] as const;

const fromS = Date.UTC(2023, 0, 1) / 1000;
const untilS = Date.UTC(2031, 0, 1) / 1000;

let known: string | undefined;

/**
 * A name for the time zone data of this machine where nobody can say its version: browsers have no
 * such thing as Node's `process.versions.tz`. A digest of the rules of zones that change often, so
 * that two machines agree exactly when those rules do: `rules:` and 8 hexadecimal digits.
 */
export function zoneDataFingerprint(): string {
  known ??= `rules:${toHex(sha256(new TextEncoder().encode(probeText()))).slice(0, 8)}`;
  return known;
}

function probeText(): string {
  return probes.map((zone) => `${zone} ${offsetsText(zone)}`).join('\n');
}

function offsetsText(zone: string): string {
  try {
    return zoneOffsets(zone, fromS, untilS)
      .map((offset) => `${offset.fromS}:${offset.offsetMin}`)
      .join(' ');
  } catch {
    // Data so old that it lacks the zone is another version, too.
    return 'absent';
  }
}
