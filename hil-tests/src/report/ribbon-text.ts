import { dayMarks, isManyDays, timeMarks } from '@feierabend/firmware-sim/page/local-time';
import { countText } from '@feierabend/firmware-sim/page/number-text';
import { ribbonCells, type RibbonCells } from './ribbon-cells.ts';
import type { RibbonSegment, RibbonState } from './ribbon.ts';
import type { DaySpan } from './run-summary.ts';

export interface RibbonTextOptions {
  readonly columns: number;
  readonly color: boolean;
  readonly unicode: boolean;
}

const dayS = 86_400;
const states = ['captured', 'withheld', 'no-fix', 'nothing'] as const;
const names = {
  captured: 'captured',
  withheld: 'withheld',
  'no-fix': 'no fix',
  nothing: 'unexplained',
};
/** The characters differ without any colour as well. */
const unicodeSigns = { captured: '█', withheld: '░', 'no-fix': '▒', nothing: '?' };
const asciiSigns = { captured: '#', withheld: '.', 'no-fix': 'x', nothing: '?' };
const colors = { captured: '32', withheld: '34', 'no-fix': '33', nothing: '31' };

/**
 * Three lines: hours, the ribbon, a legend of what occurs. The span of a cell grows until the
 * ribbon fits.
 */
export function ribbonText(
  ribbon: readonly RibbonSegment[],
  day: DaySpan,
  options: RibbonTextOptions,
): string[] {
  const cells = ribbonCells(ribbon, day, Math.max(8, Math.min(options.columns, 76)));
  const signs = options.unicode ? unicodeSigns : asciiSigns;
  const paint = (state: RibbonState, text: string) =>
    options.color ? `\u001B[${colors[state]}m${text}\u001B[39m` : text;
  let line = '';
  for (let at = 0; at < cells.states.length;) {
    const state = cells.states[at] as RibbonState;
    let end = at;
    while (cells.states[end] === state) end += 1;
    line += paint(state, signs[state].repeat(end - at));
    at = end;
  }
  const legend = states
    .filter((state) => cells.states.includes(state))
    .map((state) => `${paint(state, signs[state])} ${names[state]}`);
  return [markLine(cells, day), line, [...legend, cellText(cells.cellS)].join('   ')];
}

function cellText(cellS: number): string {
  const [unitS, unit] =
    cellS < 3600 ? [60, 'minute'] : cellS < dayS ? [3600, 'hour'] : [dayS, 'day'];
  return `(one character: ${countText(cellS / unitS, unit)})`;
}

/** Each mark begins above the cell it names; marks are as dense as four columns of room allow. */
function markLine({ fromS, cellS, states: cells }: RibbonCells, day: DaySpan): string {
  const untilS = fromS + cells.length * cellS - 1;
  const span = { fromS, untilS, timeZone: day.timeZone };
  const everyMin =
    [10, 15, 30, 60, 120, 180, 240, 360].find((min) => (min * 60) / cellS >= 7) ?? 720;
  const marks = isManyDays(day)
    ? dayMarks(span, Math.floor(cells.length / 8))
    : timeMarks({ ...span, everyMin });
  let line = '';
  for (const mark of marks) {
    const column = Math.floor((mark.atS - fromS) / cellS);
    if (column < line.length || column + 5 > cells.length + 4) continue;
    line = line.padEnd(column) + mark.text;
  }
  return line;
}
