import { Temporal } from 'temporal-polyfill';

import { markup, type Markup } from '../../page/markup.ts';
import { placeOf } from '../../page/time-axis.ts';
import type { FaultSpan } from '../result/run-record.ts';
import { fleetWords } from './fleet-words.ts';

const rowPx = 17;
const barPx = 5;
/** Between the last row and the drawing. */
const gapPx = 4;
/** What is over at once is seen all the same. */
const percentMin = 0.4;
/** A number takes so much of the width of a telephone. */
const numberShare = 0.07;

/** Bars above a drawing, each with the number under which the list has it; those that would touch have rows of their own. */
export function faultMarks(
  faults: readonly FaultSpan[],
  span: Readonly<Record<'fromS' | 'untilS', number>>,
): { readonly bars: Markup; readonly heightPx: number } {
  const shareOf = (atS: number) => (atS - span.fromS) / (span.untilS - span.fromS);
  /** Where each row is free again. */
  const rows: number[] = [];
  const bars = faults.map((fault, at) => {
    // A number at the right edge stands before its bar's beginning.
    const isLate = shareOf(fault.fromS) > 1 - numberShare;
    const from = shareOf(fault.fromS) - (isLate ? numberShare : 0);
    const until = Math.max(shareOf(fault.untilS), from + numberShare);
    const free = rows.findIndex((freeFrom) => freeFrom <= from);
    const row = free < 0 ? rows.length : free;
    rows[row] = until;
    return faultBar(fault, { at, row, span, isLate });
  });
  return { bars: markup`${bars}`, heightPx: rows.length === 0 ? 0 : rows.length * rowPx + gapPx };
}

interface BarPlace {
  readonly at: number;
  readonly row: number;
  readonly span: Readonly<Record<'fromS' | 'untilS', number>>;
  readonly isLate: boolean;
}

function faultBar({ fromS, untilS }: FaultSpan, { at, row, span, isLate }: BarPlace): Markup {
  const x = placeOf(fromS, span);
  const endS = Math.min(untilS, span.untilS);
  const percent = ((endS - fromS) / (span.untilS - span.fromS)) * 100;
  const width = Math.max(percent, percentMin).toFixed(3);
  const y = row * rowPx + rowPx - barPx - 1;
  return markup`<rect class="fault" x="${x}" width="${width}%" y="${y}" height="${barPx}"/><text class="fault-name" x="${x}" y="${
    y - 2
  }" text-anchor="${isLate ? 'end' : 'start'}">${at + 1}</text>
`;
}

/** What the numbers stand for; nothing where there was no fault. */
export function faultList(faults: readonly FaultSpan[], timeZone: string): Markup {
  if (faults.length === 0) return markup``;
  const when = ({ fromS, untilS }: FaultSpan) =>
    untilS > fromS
      ? `${timeText(fromS, timeZone)} to ${timeText(untilS, timeZone)}`
      : timeText(fromS, timeZone);
  return markup`<ol class="faults" aria-label="${fleetWords.states.faults}">${faults.map(
    (fault) => markup`<li>${fault.text}, ${when(fault)}</li>
`,
  )}</ol>`;
}

/** `Mon 08:00` */
function timeText(atS: number, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(atS * 1000).toZonedDateTimeISO(timeZone);
  const day = fleetWords.week.days[local.dayOfWeek - 1];
  return `${day} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}
