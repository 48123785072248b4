import {
  dayS,
  formatDayNumber,
  weekdayOf,
  windowsOfDay,
  type CompiledPolicy,
  type PolicyWindow,
} from '@feierabend/protocol';

/** One local date of a week as it is drawn. */
export interface DrawnDay {
  readonly dayNumber: number;
  readonly name: string;
  readonly date: string;
  readonly windows: readonly PolicyWindow[];
  /** The date has windows of its own, or none where its weekday has some. */
  readonly isException: boolean;
  /** The policy does not hold on that date. */
  readonly isOutside: boolean;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The Monday of the week of a date. */
export function mondayOf(dayNumber: number): number {
  return dayNumber - weekdayOf(dayNumber);
}

/** The local date of a second under the offsets of the policy. */
export function dayOf({ offsets }: CompiledPolicy, timeS: number): number {
  const known = offsets.findLast(({ fromS }) => fromS <= timeS) ?? offsets[0];
  return Math.floor((timeS + (known?.offsetMin ?? 0) * 60) / dayS);
}

export function weekOf(policy: CompiledPolicy, monday: number): readonly DrawnDay[] {
  const [first, last] = [dayOf(policy, policy.validFromS), dayOf(policy, policy.validUntilS - 1)];
  return Array.from({ length: 7 }, (_, index): DrawnDay => {
    const dayNumber = monday + index;
    const isOutside = dayNumber < first || dayNumber > last;
    return {
      dayNumber,
      name: weekdays[index] ?? '',
      date: formatDayNumber(dayNumber),
      windows: isOutside ? [] : windowsOfDay(policy, dayNumber),
      isException: policy.exceptions.some((one) => one.dayNumber === dayNumber),
      isOutside,
    };
  });
}

export function minutesOf(windows: readonly PolicyWindow[]): number {
  return windows.reduce((sum, { startMin, endMin }) => sum + endMin - startMin, 0);
}

const cellMin = 30;
const ruler = '00    03    06    09    12    15    18    21    24';

/** The week for a terminal: half an hour a column, and half a column for a quarter of an hour. */
export function weekLines(days: readonly DrawnDay[]): string[] {
  return [
    `${' '.repeat(16)}${ruler}`,
    ...days.map((day) => {
      const label = `${day.name} ${day.date}  `;
      return `${label}${cellsOf(day)}  ${noteOf(day)}`.trimEnd();
    }),
    `${' '.repeat(16)}█ captured   · nothing   - break`,
  ];
}

function cellsOf({ windows, isOutside }: DrawnDay): string {
  if (isOutside) return ' '.repeat(48);
  const [first, last] = [windows[0]?.startMin ?? 0, windows.at(-1)?.endMin ?? 0];
  return Array.from({ length: 48 }, (_, index) => {
    const startMin = index * cellMin;
    const [left, right] = [0, 1].map((half) =>
      isOpen(windows, startMin + half * (cellMin / 2), cellMin / 2),
    );
    if (left === true && right === true) return '█';
    if (left === true) return '▌';
    if (right === true) return '▐';
    if (isTouched(windows, startMin)) return '▒';
    return startMin >= first && startMin < last ? '-' : '·';
  }).join('');
}

function isOpen(windows: readonly PolicyWindow[], fromMin: number, lengthMin: number): boolean {
  return windows.some(
    ({ startMin, endMin }) => startMin <= fromMin && fromMin + lengthMin <= endMin,
  );
}

/** Some minutes of the cell, but no whole quarter. */
function isTouched(windows: readonly PolicyWindow[], fromMin: number): boolean {
  return windows.some(({ startMin, endMin }) => startMin < fromMin + cellMin && endMin > fromMin);
}

export function noteOf({ windows, isException, isOutside }: DrawnDay): string {
  if (isOutside) return 'not valid: closed';
  const minutes = minutesOf(windows);
  if (minutes === 0) return isException ? 'holiday' : '';
  return `${hoursText(minutes)}${isException ? ', own hours' : ''}`;
}

export function hoursText(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
