import { dayS, weekdayOf } from './day-number.ts';
import { policyLimits, type CompiledPolicy, type PolicyWindow } from './policy.ts';

const windowStates = ['outside-hours', 'break', 'open'] as const;
type WindowState = (typeof windowStates)[number];

/** Index into {@link windowStates}. */
type State = 0 | 1 | 2;
const [outside, inBreak, open] = [0, 1, 2] as const;

/** From a minute on, one state holds; up to the next stretch, or to `endMin` after the last. */
interface Stretches {
  readonly fromMin: Int32Array;
  readonly states: Uint8Array;
  /** Infinity when the last never ends. */
  readonly endMin: number;
}

type Stretch = readonly [fromMin: number, state: State];

const dayMin = 1440;
const weekMin = 7 * dayMin;
const weekS = 7 * dayS;
/** The first Monday after 1970-01-01, less a week: day numbers begin on a Thursday. */
const mondayS = -3 * dayS;

/**
 * A policy laid out for questions: the week as one sorted list of changes, and the dates and clock
 * changes as sorted lists. What holds at a second takes three binary searches, whatever the policy;
 * until when it holds takes one such step for every date or clock change before the end, and not one
 * for every day.
 */
export class PreparedPolicy {
  readonly #week: Stretches;
  readonly #dayNumbers: Int32Array;
  readonly #dates: readonly Stretches[];
  readonly #offsetFromS: Float64Array;
  readonly #offsetS: Int32Array;
  readonly #validUntilS: number;
  /** What {@link #stateAt} leaves behind: until when its answer holds at least. */
  #untilS = 0;

  constructor(policy: CompiledPolicy) {
    const week = merged(policy.week.flatMap((windows, day) => stretchesOf(windows, day * dayMin)));
    this.#week = laidOut(week, endOfWeek(week));
    const free = new FreeDays(policy);
    const dates = policy.exceptions
      .filter(({ dayNumber, windows }) => !isSame(windows, windowsOfWeekday(policy, dayNumber)))
      .toSorted((a, b) => a.dayNumber - b.dayNumber);
    this.#dayNumbers = Int32Array.from(dates, ({ dayNumber }) => dayNumber);
    // Dates that are alike share their layout: less memory, and less of it to visit.
    const alike = new Map<string, Stretches>();
    this.#dates = dates.map(({ dayNumber, windows }) => {
      const days = windows.length > 0 ? 1 : free.countFrom(dayNumber);
      const key = JSON.stringify([days, windows]);
      const layout = alike.get(key) ?? laidOut(merged(stretchesOf(windows, 0)), days * dayMin);
      alike.set(key, layout);
      return layout;
    });
    this.#offsetFromS = Float64Array.from(policy.offsets, ({ fromS }) => fromS);
    this.#offsetS = Int32Array.from(policy.offsets, ({ offsetMin }) => offsetMin * 60);
    this.#validUntilS = policy.validUntilS;
  }

  /** What the windows say at a second, and the first second after it at which that changes. */
  lookUp(timeS: number): { readonly state: WindowState; readonly untilS: number } {
    const state = this.#stateAt(timeS);
    let untilS = this.#untilS;
    while (untilS < this.#validUntilS && this.#stateAt(untilS) === state) untilS = this.#untilS;
    return {
      state: windowStates[state] ?? 'outside-hours',
      untilS: Math.min(untilS, this.#validUntilS),
    };
  }

  #stateAt(timeS: number): number {
    const at = lastAtOrBefore(this.#offsetFromS, timeS);
    const offsetS = this.#offsetS[at] ?? 0;
    const localS = timeS + offsetS;
    const dayNumber = Math.floor(localS / dayS);
    const date = this.#dayNumbers.length === 0 ? -1 : lastAtOrBefore(this.#dayNumbers, dayNumber);
    const own = this.#dayNumbers[date] === dayNumber ? this.#dates[date] : undefined;
    const stretches = own ?? this.#week;
    const startS =
      own === undefined
        ? Math.floor((localS - mondayS) / weekS) * weekS + mondayS
        : dayNumber * dayS;
    const index = lastAtOrBefore(stretches.fromMin, (localS - startS) / 60);
    let untilS = startS + (stretches.fromMin[index + 1] ?? stretches.endMin) * 60;
    if (own === undefined) {
      untilS = Math.min(untilS, (this.#dayNumbers[date + 1] ?? Infinity) * dayS);
    }
    // What never ends does not end with another clock either.
    this.#untilS =
      untilS === Infinity
        ? Infinity
        : Math.min(untilS - offsetS, this.#offsetFromS[at + 1] ?? Infinity);
    return stretches.states[index] ?? outside;
  }
}

/** Counts days without windows, so that a holiday in a free week ends with the week. */
class FreeDays {
  readonly #policy: CompiledPolicy;
  readonly #isFree: ReadonlyMap<number, boolean>;

  constructor(policy: CompiledPolicy) {
    this.#policy = policy;
    this.#isFree = new Map(
      policy.exceptions.map(({ dayNumber, windows }) => [dayNumber, windows.length === 0]),
    );
  }

  /** At least 1, because it is asked about free days. */
  countFrom(dayNumber: number): number {
    let day = dayNumber + 1;
    while (this.#has(day) && day - dayNumber < policyLimits.validityDaysMax) day += 1;
    return day - dayNumber;
  }

  #has(dayNumber: number): boolean {
    const own = this.#isFree.get(dayNumber);
    return own ?? windowsOfWeekday(this.#policy, dayNumber).length === 0;
  }
}

function windowsOfWeekday({ week }: CompiledPolicy, dayNumber: number): readonly PolicyWindow[] {
  return week[weekdayOf(dayNumber)] ?? [];
}

function isSame(a: readonly PolicyWindow[], b: readonly PolicyWindow[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ startMin, endMin }, i) => b[i]?.startMin === startMin && b[i]?.endMin === endMin)
  );
}

function stretchesOf(windows: readonly PolicyWindow[], dayFromMin: number): readonly Stretch[] {
  const last = windows.length - 1;
  return [
    [dayFromMin, outside],
    ...windows.flatMap(({ startMin, endMin }, index): readonly Stretch[] => [
      [dayFromMin + startMin, open],
      [dayFromMin + endMin, index === last ? outside : inBreak],
    ]),
  ];
}

/** Without stretches of no length, and without changes that change nothing. */
function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const kept: Stretch[] = [];
  for (const stretch of stretches) {
    if (kept.at(-1)?.[0] === stretch[0]) kept.pop();
    if (kept.at(-1)?.[1] !== stretch[1]) kept.push(stretch);
  }
  return kept;
}

/** Where the last stretch of a week ends: Sunday night may run on into Monday morning. */
function endOfWeek(week: readonly Stretch[]): number {
  const [first, second] = week;
  if (first?.[1] !== week.at(-1)?.[1]) return weekMin;
  return second === undefined ? Infinity : weekMin + second[0];
}

function laidOut(stretches: readonly Stretch[], endMin: number): Stretches {
  return {
    fromMin: Int32Array.from(stretches, ([fromMin]) => fromMin),
    states: Uint8Array.from(stretches, ([, state]) => state),
    endMin,
  };
}

/** The index of the last of ascending numbers that is not above a value; -1 when all are. */
function lastAtOrBefore(ascending: Int32Array | Float64Array, value: number): number {
  let low = -1;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
