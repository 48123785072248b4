import type { RecordsContent, WindowsContent } from '../../record/attachment-content.ts';
import { isoDateText } from '@feierabend/firmware-sim/page/local-time';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import { ribbonLegend } from '../../report/report-day.ts';
import { ribbonSvg } from '../../report/ribbon-svg.ts';
import { trackSvg } from '../../report/track-svg.ts';
import { attachmentsOf, type PlacedAttachment } from '../attachments-of.ts';
import type { EvidenceView } from './evidence-view.ts';
import { note, section } from '@feierabend/firmware-sim/page/page-parts';
import { testLink } from './page-parts.ts';
import { readRecords, readWindows } from '../read-content.ts';
import { drawnTrack } from '../relative-track.ts';

interface DrivenDay extends PlacedAttachment {
  readonly windows: WindowsContent;
  readonly records: RecordsContent;
}

/** The ribbon and the track of every day of which both halves are there. */
export function daySection(view: EvidenceView): Markup | undefined {
  const days = drivenDays(view);
  if (days.length === 0) return undefined;
  const { words, record } = view;
  const places = record.placesKept === true ? undefined : note(words.days.places);
  return section('days', words.days.title, [
    note(words.days.note),
    ...(places === undefined ? [] : [places]),
    ...days.map((day, index) => dayPart(day, index, view)),
  ]);
}

/** Windows and records belong together when a phase attached both, of one device and under one name. */
function drivenDays({ record, attachments }: EvidenceView): readonly DrivenDay[] {
  const placed = attachmentsOf(record);
  return placed.flatMap((one): DrivenDay[] => {
    const { attachment, phase } = one;
    if (attachment.kind !== 'windows') return [];
    const partner = phase.attachments.find(
      ({ kind, device, name }) =>
        kind === 'records' && device === attachment.device && name === attachment.name,
    );
    const windows = readWindows(attachments.get(attachment.sha256) ?? new Uint8Array());
    const records = readRecords(attachments.get(partner?.sha256 ?? '') ?? new Uint8Array());
    if (!windows.ok || !records.ok) return [];
    return [{ ...one, windows: windows.value, records: records.value }];
  });
}

function dayPart(day: DrivenDay, index: number, view: EvidenceView): Markup {
  const { windows, records, test, attachment } = day;
  const { fromS, untilS, timeZone } = windows;
  const { drawing } = view.words;
  const span = { fromS, untilS, timeZone };
  const whose = attachment.device === undefined ? '' : `, ${attachment.device}`;
  const track = drawnTrack(records);
  const options = { words: drawing, hasTextures: index === 0 };
  return markup`<h3>${testLink(test, view)}, ${isoDateText(fromS, timeZone)}${whose} (${timeZone})</h3>
${ribbonSvg(records.segments, windows.windows, span, { ...options, id: `ribbon${index}` })}
${ribbonLegend(records.segments, drawing)}
${track.length === 0 ? undefined : trackSvg(track, records.segments, timeZone, { words: drawing, id: `track${index}` })}
`;
}
