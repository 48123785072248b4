import { clockText, dayMarks, isManyDays, timeMarks, type TimeMark } from './local-time.ts';
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
  const drawn: Drawn = { day, words, place: (atS) => percent((atS - day.fromS) / lengthS(day)) };
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
${marksOf(day).map((mark) => axisMark(mark, drawn))}
<text class="row" x="0" y="12">${words.allows}</text>
<text class="row" x="0" y="45">${words.recorded}</text>
</svg>`;
}

/** Every state has a texture as well as a colour; the ribbons of a page share them. */
const textures = markup`<defs>
<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse"
patternTransform="rotate(45)"><rect class="hatch-ground" width="7" height="7"/><rect
class="hatch-line" width="1.6" height="7"/></pattern>
<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="dots-ground"
width="6" height="6"/><circle class="dots-dot" cx="3" cy="3" r="1.3"/></pattern>
<pattern id="bars" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="bars-ground"
width="6" height="6"/><rect class="bars-bar" width="6" height="2.6"/></pattern>
</defs>`;

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

function axisMark(mark: TimeMark, { day, place }: Drawn): Markup {
  const share = (mark.atS - day.fromS) / lengthS(day);
  const anchor = share < 0.03 ? 'start' : share > 0.97 ? 'end' : 'middle';
  const even = Number(mark.text.slice(0, 2)) % 4 === 0 && mark.fullHour;
  return markup`<line class="tick" x1="${place(mark.atS)}" x2="${place(mark.atS)}" y1="${axisTop}"
y2="${axisTop + 6}"/><text class="${even ? 'hour' : 'hour minor'}" x="${place(mark.atS)}"
y="${axisTop + 21}" text-anchor="${anchor}">${mark.text}</text>
`;
}

/** About a dozen marks, at round times. */
function marksOf(day: DaySpan): TimeMark[] {
  if (isManyDays(day)) return dayMarks(day, 13);
  const minutes = (day.untilS - day.fromS) / 60;
  const everyMin = [5, 10, 15, 30, 60, 120, 180].find((min) => minutes / min <= 13) ?? 240;
  return timeMarks({ ...day, everyMin });
}

function clipped({ fromS, untilS }: WindowSpan, day: DaySpan): readonly [number, number] {
  return [Math.max(fromS, day.fromS), Math.min(untilS, day.untilS)];
}

function percent(share: number): string {
  return `${(Math.max(0, share) * 100).toFixed(3)}%`;
}

function lengthS({ fromS, untilS }: DaySpan): number {
  return Math.max(1, untilS - fromS);
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
