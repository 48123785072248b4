import { englishDrawing, type DrawingWords } from './drawing-words.ts';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import { countText, durationText } from '@feierabend/firmware-sim/page/number-text';
import type { ReportInput } from './report-page.ts';
import { ribbonSvg, stateTotals } from './ribbon-svg.ts';
import type { RibbonSegment } from './ribbon.ts';
import { trackSvg } from './track-svg.ts';

/** The ribbon with its legend. */
export function daySection({ summary, ribbon, windows }: ReportInput): Markup {
  return markup`<section aria-labelledby="day"><h2 id="day">The day</h2>
${ribbonSvg(ribbon, windows, summary.day)}
${ribbonLegend(ribbon)}</section>`;
}

/** What the textures mean, and how long each state lasted. */
export function ribbonLegend(
  ribbon: readonly RibbonSegment[],
  words: DrawingWords = englishDrawing,
): Markup {
  return markup`<ul class="legend">${stateTotals(ribbon).map(
    ({ state, seconds }) =>
      markup`<li><svg width="22" height="13" aria-hidden="true"><rect class="${state}" width="22"
height="13"/></svg>${words.states[state]}
<span>${durationText(seconds)}${reasonText(ribbon, state, words)}</span></li>`,
  )}</ul>`;
}

/** `: outside-hours 7 h, break 30 min` */
function reasonText(
  ribbon: readonly RibbonSegment[],
  state: RibbonSegment['state'],
  words: DrawingWords,
): string {
  const seconds = new Map<string, number>();
  for (const segment of ribbon) {
    if (segment.state !== state || segment.reason === undefined) continue;
    const before = seconds.get(segment.reason) ?? 0;
    seconds.set(segment.reason, before + segment.untilS - segment.fromS);
  }
  const parts = [...seconds].map(
    ([reason, sum]) => `${words.reason(reason).replaceAll('-', ' ')} ${durationText(sum)}`,
  );
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

export function trackSection({ summary, ribbon, track }: ReportInput): Markup {
  return markup`<section aria-labelledby="track"><h2 id="track">What the office sees</h2>
${trackSvg(track, ribbon, summary.day.timeZone)}
${track.length === 0 ? undefined : trackNote(track.length)}</section>`;
}

function trackNote(count: number): Markup {
  return markup`<p class="note">${countText(count, 'captured position')}, north up.
Private hours have no coordinates anywhere in this file: where the line stops, nothing was recorded.
The drawing is personal data; keep it no longer than the policy says.</p>`;
}
