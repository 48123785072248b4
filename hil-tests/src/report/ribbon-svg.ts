import { clockText } from '@feierabend/firmware-sim/page/local-time';
import { placeOf, timeAxis } from '@feierabend/firmware-sim/page/time-axis';
import { textures } from '@feierabend/firmware-sim/page/textures';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import { englishDrawing, type DrawingOptions, type DrawingWords } from './drawing-words.ts';
import { durationText } from '@feierabend/firmware-sim/page/number-text';
import type { RibbonSegment, RibbonState, WindowSpan } from './ribbon.ts';
import type { DaySpan } from './run-summary.ts';

const allowed = { top: 18, height: 10 };
const band = { top: 52, height: 34 };
const axisTop = band.top + band.height;
const heightPx = axisTop + 26;

/**
 * The day from left to right: what the policy allows above, what the tracker recorded below. Places
 * are percentages, so the drawing takes any width and its letters stay as large as the text around
 * it.
 */
export function ribbonSvg(
  ribbon: readonly RibbonSegment[],
  windows: readonly WindowSpan[],
  day: DaySpan,
  { words = englishDrawing, id = 'ribbon', hasTextures = true }: DrawingOptions = {},
): Markup {
  const drawn: Drawn = { day, words, place: (atS) => placeOf(atS, day) };
  const shown = ribbon.filter(
    (segment) => segment.untilS > day.fromS && segment.fromS < day.untilS,
  );
  return markup`<svg class="ribbon" role="img" aria-labelledby="${id}-title ${id}-text"
width="100%" height="${heightPx}">
<title id="${id}-title">${words.ribbon}</title>
<desc id="${id}-text">${spoken(shown, windows, drawn)}</desc>
${hasTextures ? textures : undefined}
<rect class="rail" x="0" y="${allowed.top}" width="100%" height="${allowed.height}" rx="2"/>
${windows.map((window) => windowBar(window, drawn))}
<rect class="rail" x="0" y="${band.top}" width="100%" height="${band.height}"/>
${shown.map((segment) => segmentBar(segment, drawn))}
${timeAxis(day, axisTop)}
<text class="row" x="0" y="12">${words.allows}</text>
<text class="row" x="0" y="45">${words.recorded}</text>
</svg>`;
}

interface Drawn {
  readonly day: DaySpan;
  readonly words: DrawingWords;
  /** Where a second is, in percent of the width. */
  readonly place: (atS: number) => string;
}

function windowBar(window: WindowSpan, drawn: Drawn): Markup {
  const { day, words, place } = drawn;
  const [fromS, untilS] = clipped(window, day);
  if (untilS <= fromS) return markup``;
  return markup`<rect class="allowed" x="${place(fromS)}" y="${allowed.top}"
width="${place(day.fromS + untilS - fromS)}" height="${allowed.height}" rx="2"><title>${words.allowed}
${spanText(window, drawn)}</title></rect>
<line class="edge" x1="${place(fromS)}" x2="${place(fromS)}" y1="${allowed.top}" y2="${axisTop}"/>
<line class="edge" x1="${place(untilS)}" x2="${place(untilS)}" y1="${allowed.top}" y2="${axisTop}"/>
`;
}

function segmentBar(segment: RibbonSegment, drawn: Drawn): Markup {
  const { day, words, place } = drawn;
  const [fromS, untilS] = clipped(segment, day);
  const reason = segment.reason === undefined ? '' : ` (${words.reason(segment.reason)})`;
  return markup`<rect class="${segment.state}" x="${place(fromS)}" y="${band.top}"
width="${place(day.fromS + untilS - fromS)}" height="${band.height}">
<title>${words.states[segment.state]}${reason} ${spanText(segment, drawn)}</title></rect>
`;
}

function clipped({ fromS, untilS }: WindowSpan, day: DaySpan): readonly [number, number] {
  return [Math.max(fromS, day.fromS), Math.min(untilS, day.untilS)];
}

function spanText(span: WindowSpan, { day: { timeZone }, words }: Drawn): string {
  return words.span(clockText(span.fromS, timeZone), clockText(span.untilS, timeZone));
}

/** The drawing in words, for those who do not see it. */
function spoken(
  ribbon: readonly RibbonSegment[],
  windows: readonly WindowSpan[],
  drawn: Drawn,
): string {
  const { words } = drawn;
  const totals = stateTotals(ribbon)
    .map(({ state, seconds }) => `${words.states[state]} ${durationText(seconds)}`)
    .join(', ');
  const allowedText = windows.map((window) => spanText(window, drawn)).join(', ');
  return words.spokenRibbon(allowedText, totals);
}

/** How long each state lasted, in a fixed order, without those that did not occur. */
export function stateTotals(
  ribbon: readonly RibbonSegment[],
): { readonly state: RibbonState; readonly seconds: number }[] {
  return (['captured', 'withheld', 'no-fix', 'nothing'] as const)
    .map((state) => ({
      state,
      seconds: ribbon
        .filter((segment) => segment.state === state)
        .reduce((sum, { fromS, untilS }) => sum + untilS - fromS, 0),
    }))
    .filter(({ seconds }) => seconds > 0);
}
