import type { OutsideBehaviour, PolicyCarrier, PolicyPurpose } from '../policy.ts';
import type { PolicyClosedReason } from '../evaluate.ts';

export const explainLanguages = ['de', 'en'] as const;
export type ExplainLanguage = (typeof explainLanguages)[number];

export type DurationUnit = 's' | 'min' | 'h' | 'd';
export type Heading =
  | 'now'
  | 'purpose'
  | 'working'
  | 'outside'
  | 'dates'
  | 'clock'
  | 'people'
  | 'keeping'
  | 'end';

/**
 * Everything the explanation says, as whole sentences of one language with blanks. No sentence is put
 * together from pieces that decline; blanks are dates, times, durations, names and lists.
 */
export interface PolicyWords {
  /** Monday first. */
  readonly weekdays: readonly string[];
  readonly months: readonly string[];
  readonly headings: Readonly<Record<Heading, string>>;
  readonly date: (weekday: string, day: number, month: string, year: number) => string;
  readonly dayRange: (first: string, last: string) => string;
  /** A wall-clock time such as 03:00. */
  readonly time: (clock: string) => string;
  readonly span: (from: string, until: string) => string;
  readonly moment: (date: string, time: string) => string;
  readonly duration: (value: number, unit: DurationUnit) => string;
  /** `every hour`, `every 10 minutes`. */
  readonly every: (value: number, unit: DurationUnit) => string;
  readonly list: (items: readonly string[]) => string;

  readonly purposes: Readonly<Record<PolicyPurpose, string>>;
  readonly carriers: Readonly<Record<PolicyCarrier | 'unknown', string>>;
  readonly fields: Readonly<Record<'altitude' | 'speed' | 'course', string>>;

  readonly fixLeaves: (moment: string) => string;
  readonly noPlaceLeaves: (moment: string) => string;
  readonly reasons: Readonly<Record<PolicyClosedReason, string>>;
  /** Whether only a sign of life leaves, and how often. */
  readonly signs: Readonly<Record<OutsideBehaviour, (interval: string) => string>>;
  readonly openUntil: (moment: string) => string;
  readonly opensAt: (moment: string) => string;
  readonly neverOpens: string;
  readonly repeatedMoment: (moment: string) => string;
  readonly skippedMoment: (moment: string) => string;

  readonly interval: (moving: string, parked: string) => string;
  readonly precision: (metres: string) => string;
  readonly onlyPlace: string;
  readonly alsoFields: (fields: string) => string;
  readonly windowsOn: (days: string, spans: string) => string;
  readonly noWindowsOn: (days: string) => string;
  readonly noWindows: string;
  readonly breaks: (spans: string) => string;
  readonly outsideHours: string;
  readonly neverClosed: string;
  readonly privateSwitch: string;
  readonly noPrivateSwitch: string;
  readonly theft: (interval: string, duration: string) => string;
  readonly noTheft: string;
  readonly emergency: (durationMax: string) => string;
  readonly sos: (interval: string, duration: string, names: string) => string;
  readonly noSos: string;
  readonly freeDates: (count: number, dates: string) => string;
  readonly ownDate: (date: string, spans: string) => string;
  readonly noDates: string;
  readonly clockForward: (date: string, from: string, to: string) => string;
  readonly clockBack: (date: string, from: string, to: string) => string;
  readonly windowSkipped: (span: string) => string;
  readonly windowTwice: (span: string) => string;
  readonly clockHarmless: string;
  readonly clockFixed: string;
  readonly zone: (timeZone: string) => string;
  readonly zoneData: (version: string) => string;
  readonly retention: (duration: string) => string;
  readonly recipients: (names: string) => string;
  readonly starts: (moment: string) => string;
  readonly ends: (moment: string) => string;
  readonly review: (date: string) => string;
  readonly noReview: string;
}
