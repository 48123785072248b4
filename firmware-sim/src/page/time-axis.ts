import { dayMarks, isManyDays, timeMarks, type MarkOptions, type TimeMark } from './local-time.ts';
import { markup, type Markup } from './markup.ts';

export type AxisSpan = Omit<MarkOptions, 'everyMin'>;

/** Where an instant is on an axis that takes the whole width, in percent of it. */
export function placeOf(atS: number, span: Pick<AxisSpan, 'fromS' | 'untilS'>): string {
  return `${(Math.max(0, shareOf(atS, span)) * 100).toFixed(3)}%`;
}

function shareOf(atS: number, { fromS, untilS }: Pick<AxisSpan, 'fromS' | 'untilS'>): number {
  return (atS - fromS) / Math.max(1, untilS - fromS);
}

/** The hours, or the days, below a drawing that ends at `top` pixels. */
export function timeAxis(span: AxisSpan, top: number): Markup {
  const marks = marksOf(span);
  const majorEvery = Math.ceil(marks.length / majorMarksMax);
  return markup`${marks.map((mark, at) => axisMark(mark, { span, top, isMajor: at % majorEvery === 0 }))}`;
}

/** So many have a text on a telephone, too. */
const majorMarksMax = 5;

/** About a dozen marks, at round times. */
function marksOf(day: AxisSpan): TimeMark[] {
  if (isManyDays(day)) return dayMarks(day, 13);
  const minutes = (day.untilS - day.fromS) / 60;
  const everyMin = [5, 10, 15, 30, 60, 120, 180].find((min) => minutes / min <= 13) ?? 240;
  return timeMarks({ ...day, everyMin });
}

function axisMark(
  mark: TimeMark,
  { span, top, isMajor }: { span: AxisSpan; top: number; isMajor: boolean },
): Markup {
  const share = shareOf(mark.atS, span);
  const at = placeOf(mark.atS, span);
  const anchor = share < 0.03 ? 'start' : share > 0.97 ? 'end' : 'middle';
  return markup`<line class="tick" x1="${at}" x2="${at}" y1="${top}"
y2="${top + 6}"/><text class="${isMajor ? 'hour' : 'hour minor'}" x="${at}"
y="${top + 21}" text-anchor="${anchor}">${mark.text}</text>
`;
}
