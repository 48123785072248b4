import { encodeBatch } from '@feierabend/protocol';

import { buildNeedles, type FedPosition, type NeedleSet } from './needles.ts';
import { tapChannels, type TapRecord } from './tap-record.ts';

/**
 * Work until 3600 s, private from then on; one position a second, a few metres apart, each hour
 * somewhere else.
 */
export function driveOf(
  seconds: number,
  origin = { latitudeE7: 481_234_567, longitudeE7: 115_432_109 },
) {
  return Array.from({ length: seconds }, (_, atS): FedPosition => {
    const hour = Math.floor(atS / 3600);
    return {
      atS,
      latitudeE7: origin.latitudeE7 + hour * 400_000 + atS * 173 + ((atS * 7919) % 101),
      longitudeE7: origin.longitudeE7 - hour * 300_000 + atS * 211 + ((atS * 104_729) % 103),
    };
  });
}

export const isPrivate = (atS: number): boolean => atS >= 3600;

/** Cells of 1e-4 degrees, as a coarse policy would have them. */
export function toCell({ latitudeE7, longitudeE7 }: FedPosition) {
  return {
    latitudeE5: Math.floor(latitudeE7 / 1000) * 10 + 5,
    longitudeE5: Math.floor(longitudeE7 / 1000) * 10 + 5,
  };
}

export function needlesOf(fed: readonly FedPosition[]): NeedleSet {
  return buildNeedles({ fed, isPrivate, coarsen: toCell });
}

/**
 * What an honest tracker lets out of such a drive: reports of the work hour, times, counters,
 * console lines.
 */
export function honestTaps(fed: readonly FedPosition[]): TapRecord[] {
  const text = new TextEncoder();
  return fed.flatMap((position): TapRecord[] => {
    const { atS } = position;
    if (atS % 60 !== 0) return [];
    const atMs = atS * 1000;
    const fix = { kind: 'fix', timeS: atS, ...toCell(position) } as const;
    const records = isPrivate(atS) ? [] : [fix];
    const batch = encodeBatch([
      ...records,
      { kind: 'heartbeat', timeS: atS, batteryMillivolts: 12_600 },
    ]);
    const line = text.encode(
      `${atS}.125 gate ${isPrivate(atS) ? 'closed' : 'open'} 3.812 V, rev 1.2.3\r\n`,
    );
    const frame = text.encode(`\u0006\u0009${Buffer.from(batch).toString('base64')}\n`);
    const pieces = {
      serial: frame,
      mqtt: batch,
      flash: batch,
      journal: line.subarray(3),
      log: line,
    };
    return tapChannels.map((channel) => ({ channel, atMs, bytes: pieces[channel] }));
  });
}
