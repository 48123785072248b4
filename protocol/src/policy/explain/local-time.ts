import { dayS, formatDayNumber, formatMinute, weekdayOf } from '../day-number.ts';
import type { CompiledPolicy, PolicyWindow } from '../policy.ts';
import { offsetMinAt } from '../local-day.ts';
import type { DurationUnit, PolicyWords } from './words.ts';

export interface LocalMinute {
  readonly dayNumber: number;
  /** 0 to 1439. */
  readonly minute: number;
}

/** The wall clock at a second, under the policy's own offsets. */
export function localMinuteOf(policy: CompiledPolicy, timeS: number): LocalMinute {
  const offsets = policy.offsets.map(({ offsetMin }) => offsetMin);
  const before = timeS < (policy.offsets[0]?.fromS ?? 0);
  const offsetMin = before ? (offsets[0] ?? 0) : offsetMinAt(policy, timeS);
  const localMin = Math.floor(timeS / 60) + offsetMin;
  const dayNumber = Math.floor(localMin / 1440);
  return { dayNumber, minute: localMin - dayNumber * 1440 };
}

/** The seconds at which the wall clock shows a minute: one, two when it is put back, or none. */
export function secondsOf(policy: CompiledPolicy, local: LocalMinute): readonly number[] {
  const localS = local.dayNumber * dayS + local.minute * 60;
  const found = new Set(
    policy.offsets
      .map(({ offsetMin }) => localS - offsetMin * 60)
      .filter((timeS) => isSame(localMinuteOf(policy, timeS), local)),
  );
  return [...found].toSorted((a, b) => a - b);
}

function isSame(a: LocalMinute, b: LocalMinute): boolean {
  return a.dayNumber === b.dayNumber && a.minute === b.minute;
}

/** Dates, times and durations of one language. */
export class Phrases {
  readonly words: PolicyWords;

  constructor(words: PolicyWords) {
    this.words = words;
  }

  date(dayNumber: number): string {
    const [year = 0, month = 1, day = 1] = formatDayNumber(dayNumber).split('-').map(Number);
    const { weekdays, months } = this.words;
    return this.words.date(
      weekdays[weekdayOf(dayNumber)] ?? '',
      day,
      months[month - 1] ?? '',
      year,
    );
  }

  moment({ dayNumber, minute }: LocalMinute): string {
    return this.words.moment(this.date(dayNumber), this.clock(minute));
  }

  clock(minute: number): string {
    return this.words.time(formatMinute(minute));
  }

  spans(windows: readonly PolicyWindow[]): string {
    return this.words.list(windows.map((window) => this.span(window)));
  }

  span({ startMin, endMin }: PolicyWindow): string {
    return this.words.span(formatMinute(startMin), this.clock(endMin));
  }

  /** In the largest unit that needs no fraction. */
  duration(seconds: number): string {
    const { value, unit } = inUnit(seconds);
    return this.words.duration(value, unit);
  }

  every(seconds: number): string {
    const { value, unit } = inUnit(seconds);
    return this.words.every(value, unit);
  }
}

function inUnit(seconds: number): { readonly value: number; readonly unit: DurationUnit } {
  const units: readonly (readonly [DurationUnit, number])[] = [
    ['d', dayS],
    ['h', 3600],
    ['min', 60],
  ];
  const fitting = units.find(([, size]) => seconds >= size && seconds % size === 0);
  const [unit, size] = fitting ?? (['s', 1] as const);
  return { value: seconds / size, unit };
}
