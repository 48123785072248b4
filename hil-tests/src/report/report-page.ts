import { clockText, dateText } from '@feierabend/firmware-sim/page/local-time';
import { htmlDocument } from '@feierabend/firmware-sim/page/html-document';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import { daySection, trackSection } from './report-day.ts';
import { deviceSection, policySection, repeatSection } from './report-facts.ts';
import { clauseSection, searchSection, tiles } from './report-findings.ts';
import { reportStyle } from '@feierabend/firmware-sim/page/report-style';
import type { RibbonSegment, TrackPoint, WindowSpan } from './ribbon.ts';
import type { RunSummary } from './run-summary.ts';
import { storyOf, verdictOf } from './verdict.ts';

export interface ReportInput {
  readonly summary: RunSummary;
  readonly ribbon: readonly RibbonSegment[];
  /** Windows of the policy within the day, drawn above the ribbon. */
  readonly windows: readonly WindowSpan[];
  /** Captured positions only, in order of time. */
  readonly track: readonly TrackPoint[];
}

/** The whole report as one HTML document. */
export function renderReport(input: ReportInput): string {
  const { summary } = input;
  const { day } = summary;
  const date = dateText(day.fromS, day.timeZone);
  return htmlDocument({
    language: 'en',
    title: `${verdictOf(summary).headline}: ${summary.device}, ${date}`,
    style: reportStyle,
    body: [
      pageHead(summary, date),
      tiles(summary),
      daySection(input),
      trackSection(input),
      searchSection(summary),
      clauseSection(summary),
      policySection(summary),
      deviceSection(summary),
      repeatSection(summary),
      markup`<footer>Feierabend evidence report. This page needs no network and runs no script; the same facts
for machines are in summary.json.</footer>`,
    ],
  });
}

function pageHead(summary: RunSummary, date: string): Markup {
  const { fromS, untilS, timeZone } = summary.day;
  const verdict = verdictOf(summary);
  const badge = verdict.good
    ? markup`<span class="verdict">All checks of this run hold</span>`
    : markup`<span class="verdict bad">Checks of this run failed</span>`;
  const problems = verdict.problems.map((problem) => markup`<li>${problem}</li>`);
  return markup`<header>
<p class="kicker">${summary.device} of ${summary.tenant} &middot; ${date},
${clockText(fromS, timeZone)} to ${clockText(untilS, timeZone)} (${timeZone})</p>
<h1>${verdict.headline}</h1>
${problems.length === 0 ? undefined : markup`<ul class="problems">${problems}</ul>`}
<p>${storyOf(summary).join(' ')}</p>
<p>${badge}</p>
</header>`;
}
