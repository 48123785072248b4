import { Temporal } from 'temporal-polyfill';

import { markup, type Markup } from '../../page/markup.ts';
import type { TimelineData } from '../result/timeline.ts';
import { fleetWords } from './fleet-words.ts';
import { stateGroupOf } from './state-bands.ts';

const hourS = 3600;
const words = fleetWords.week;

/** Share of the devices on duty in each hour of the local week, Monday first; undefined where nobody was switched on. */
export function onDutyWeek(
  { fromS, stepS, modes }: TimelineData,
  timeZone: string,
): (number | undefined)[][] {
  const week = (): number[][] => words.days.map(() => Array.from({ length: 24 }, () => 0));
  const [open, all] = [week(), week()];
  for (const [mode, ms] of Object.entries(modes)) {
    const isOpen = stateGroupOf(mode) === 'recording';
    ms.forEach((stepMs, step) => {
      for (const { day, hour, share } of hoursOf(fromS + step * stepS, stepS, timeZone)) {
        put(all, { day, hour, ms: stepMs * share });
        if (isOpen) put(open, { day, hour, ms: stepMs * share });
      }
    });
  }
  return all.map((row, day) =>
    row.map((ms, hour) => (ms === 0 ? undefined : (open[day]?.[hour] ?? 0) / ms)),
  );
}

interface HourShare {
  readonly day: number;
  readonly hour: number;
  readonly share: number;
}

/** The hours of the week that a step lies in, and how much of it lies in each. */
function hoursOf(fromS: number, stepS: number, timeZone: string): HourShare[] {
  const hours: HourShare[] = [];
  for (let atS = fromS; atS < fromS + stepS;) {
    const local = Temporal.Instant.fromEpochMilliseconds(atS * 1000).toZonedDateTimeISO(timeZone);
    const { dayOfWeek, hour, minute, second } = local;
    const untilS = Math.min(fromS + stepS, atS + hourS - minute * 60 - second);
    hours.push({ day: dayOfWeek - 1, hour, share: (untilS - atS) / stepS });
    atS = untilS;
  }
  return hours;
}

function put(table: number[][], { day, hour, ms }: { day: number; hour: number; ms: number }) {
  const row = table[day];
  if (row !== undefined) row[hour] = (row[hour] ?? 0) + ms;
}

/** A table, so that it is read aloud as one; each cell has a bar that is as high as its share, and the number. */
export function weekTable(week: readonly (readonly (number | undefined)[])[]): Markup {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return markup`<table class="week"><caption>${words.caption}</caption>
<thead><tr><th scope="col"><span class="spoken">${words.weekday}</span></th>${hours.map(
    (hour) => markup`<th scope="col"${hour % 6 === 0 ? undefined : minor}>${two(hour)}</th>`,
  )}</tr></thead>
<tbody>${week.map(
    (row, day) => markup`<tr><th scope="row">${words.days[day]}</th>${row.map(cell)}</tr>
`,
  )}</tbody></table>`;
}

const minor = markup` class="minor"`;

function cell(share: number | undefined): Markup {
  if (share === undefined) return markup`<td></td>`;
  const percent = Math.round(share * 100);
  return markup`<td><i style="--share:${percent}%"></i><b>${percent}</b></td>`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
