import { LeakSearch } from '@feierabend/firmware-sim/leak/leak-search';
import { buildNeedles, type FedPosition } from '@feierabend/firmware-sim/leak/needles';
import type { RunRecord } from '../record/run-record.ts';
import { attachmentsOf } from './attachments-of.ts';
import type { AttachmentBytes } from './digest.ts';
import { readRecords } from './read-content.ts';

/** Every place a run knows: what went into receivers, and what its records say arrived. */
export function placesOf(
  record: RunRecord,
  attachments: AttachmentBytes,
  fed: readonly FedPosition[],
): readonly FedPosition[] {
  const arrived = attachmentsOf(record).flatMap(({ attachment }): FedPosition[] => {
    const bytes = attachments.get(attachment.sha256);
    if (attachment.kind !== 'records' || bytes === undefined) return [];
    const read = readRecords(bytes);
    if (!read.ok || read.value.track.places !== 'absolute') return [];
    return read.value.track.points.map(({ timeS, latitudeE5, longitudeE5 }) => ({
      atS: timeS,
      latitudeE7: Math.round(latitudeE5 * 100),
      longitudeE7: Math.round(longitudeE5 * 100),
    }));
  });
  return [...fed, ...arrived];
}

/** Looks for any of the places, however it is written down: the same search that looks for private hours in a tracker. */
export function placeSearch(places: readonly FedPosition[]): (bytes: Uint8Array) => boolean {
  const needles = buildNeedles({
    fed: places,
    isPrivate: () => true,
    coarsen: ({ latitudeE7, longitudeE7 }) => ({
      latitudeE5: Math.round(latitudeE7 / 100),
      longitudeE5: Math.round(longitudeE7 / 100),
    }),
  });
  return (bytes) => {
    if (needles.count === 0) return false;
    const search = new LeakSearch(needles);
    search.push({ channel: 'log', atMs: 0, bytes });
    return search.finish().hits.length > 0;
  };
}
