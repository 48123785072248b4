import moment from 'moment-timezone';

import { formatDayNumber } from '../day-number.ts';
import type { CompiledPolicy, PolicyWindow } from '../policy.ts';
import { samplePolicy } from '../sample-policy.suite.ts';
import { compilePolicy } from '../source/compile-policy.ts';
import type { PolicySource } from '../source/policy-source.ts';

/** Whole and broken offsets, both hemispheres, changes at midnight, in the evening, and in Ramadan. */
export const checkedZones = [
  'Europe/Berlin',
  'Europe/Lisbon',
  'Europe/London',
  'Europe/Dublin',
  'Europe/Istanbul',
  'Atlantic/Azores',
  'Africa/Casablanca',
  'Africa/Cairo',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/Nuuk',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Pacific/Chatham',
] as const;

/** Where the two sources of rules differ for a known reason; the check skips these spans, and says so. */
export interface KnownDifference {
  readonly zone: string;
  readonly fromS: number;
  readonly untilS: number;
  readonly reason: string;
  /** Whether the rules a policy was compiled from are the ones that differ; others are not skipped. */
  readonly applies: (policy: CompiledPolicy) => boolean;
}

/**
 * None between tz 2025b (moment-timezone 0.5.48) and 2025c (Node 20.20): 2025c only corrects Baja
 * California before 1976. Runtimes with 2026 data (Node 24.21 has 2026c) know what was decided since.
 */
export const knownDifferences: readonly KnownDifference[] = [
  {
    zone: 'Africa/Casablanca',
    fromS: Date.UTC(2026, 8, 20, 1) / 1000,
    untilS: Date.UTC(2029, 0, 2) / 1000,
    reason: 'Morocco changes its clocks for good in 2026; tz data of 2025 does not know it yet',
    applies: ({ offsets }) => offsets.every(({ fromS }) => fromS < Date.UTC(2027, 0, 1) / 1000),
  },
];

const fromDay = Date.UTC(2026, 0, 1) / 86_400_000;
const untilDay = Date.UTC(2028, 11, 31) / 86_400_000;

/** Windows around the hours at which clocks change, breaks, and a night shift over midnight. */
const hard: readonly PolicyWindow[] = [
  { startMin: 0, endMin: 45 },
  { startMin: 75, endMin: 105 },
  { startMin: 121, endMin: 150 },
  { startMin: 165, endMin: 195 },
  { startMin: 480, endMin: 720 },
  { startMin: 750, endMin: 990 },
  { startMin: 1320, endMin: 1440 },
];
const plain: readonly PolicyWindow[] = [{ startMin: 120, endMin: 180 }];

/** Three years of a policy in a zone, from the source on: what is checked is what a device gets. */
export function checkedPolicy(timeZone: string): CompiledPolicy {
  const source: PolicySource = {
    fileName: 'zone-check.yaml',
    name: 'zone check',
    purpose: samplePolicy.purpose,
    timeZone,
    valid: { fromDay, untilDay },
    week: [hard, hard, plain, hard, hard, plain, hard],
    exceptions: [fromDay + 90, fromDay + 448, fromDay + 812].map((dayNumber) => ({
      dayNumber,
      windows: [],
    })),
    intervals: samplePolicy.intervals,
    precisionM: samplePolicy.precisionM,
    fields: samplePolicy.fields,
    outside: 'off',
    heartbeatS: 0,
    retentionS: samplePolicy.retentionS,
    recipients: samplePolicy.recipients,
  };
  return compilePolicy(source, { zoneData: 'check' });
}

/** A zone as the other source has it: seconds of change, and offsets west of Greenwich between. */
export class OtherZone {
  readonly #untilMs: readonly (number | null)[];
  readonly #offsetsMin: readonly number[];
  #at = 0;

  constructor(name: string) {
    const zone = moment.tz.zone(name);
    this.#untilMs = zone?.untils ?? [];
    this.#offsetsMin = zone?.offsets ?? [];
  }

  /** Seconds in the given span at which the offset changes. */
  changes(fromS: number, untilS: number): readonly number[] {
    return this.#untilMs
      .map((ms) => (ms ?? Infinity) / 1000)
      .filter((timeS) => timeS > fromS && timeS < untilS);
  }

  /** Minutes east of Greenwich. Quick for seconds that ascend. */
  offsetMinAt(timeS: number): number {
    const ms = timeS * 1000;
    if (this.#at > 0 && ms < (this.#untilMs[this.#at - 1] ?? Infinity)) this.#at = 0;
    while (ms >= (this.#untilMs[this.#at] ?? Infinity)) this.#at += 1;
    return -(this.#offsetsMin[this.#at] ?? Number.NaN);
  }

  /** What the windows of a policy say at a second, by the wall clock and the calendar of `Date`. */
  verdict(policy: CompiledPolicy, timeS: number): string {
    const wall = new Date(timeS * 1000 + this.offsetMinAt(timeS) * 60_000);
    const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes();
    const dayNumber = Math.floor(wall.getTime() / 86_400_000);
    const own = policy.exceptions.find((exception) => exception.dayNumber === dayNumber);
    const windows = own?.windows ?? policy.week[(wall.getUTCDay() + 6) % 7] ?? [];
    let before = false;
    for (const { startMin, endMin } of windows) {
      if (minute < startMin) return before ? 'break' : 'outside-hours';
      if (minute < endMin) return 'open';
      before = true;
    }
    return 'outside-hours';
  }
}

/** For messages: the second in words that a person can look up. */
export function momentText(timeS: number): string {
  const day = formatDayNumber(Math.floor(timeS / 86_400));
  return `${day} ${new Date(timeS * 1000).toISOString().slice(11, 19)}Z`;
}

export function isKnownDifference(policy: CompiledPolicy, timeS: number): boolean {
  return knownDifferences.some(
    (known) =>
      known.zone === policy.timeZone &&
      timeS >= known.fromS &&
      timeS < known.untilS &&
      known.applies(policy),
  );
}
