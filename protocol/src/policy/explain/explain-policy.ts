import { breakGlassLimits } from '../../instruction/body/break-glass-body.ts';
import type { CompiledPolicy, PolicyWindow } from '../policy.ts';
import { groupWeek } from '../source/week.ts';
import { explainClockChanges } from './clock-changes.ts';
import { explainCapture, explainInstant } from './explain-instant.ts';
import { localMinuteOf, Phrases } from './local-time.ts';
import { germanWords } from './words-de.ts';
import { englishWords } from './words-en.ts';
import type { ExplainLanguage, Heading, PolicyWords } from './words.ts';

export const policyWords: Readonly<Record<ExplainLanguage, PolicyWords>> = {
  de: germanWords,
  en: englishWords,
};

export interface ExplainOptions {
  readonly language: ExplainLanguage;
  /** With it, the first section says what leaves the device now. */
  readonly nowS?: number | undefined;
}

export interface ExplainedSection {
  readonly heading: string;
  /** Whole sentences. */
  readonly sentences: readonly string[];
}

/** A policy for the people it is about: everything it does, in their language and without codes. */
export function explainPolicy(
  policy: CompiledPolicy,
  { language, nowS }: ExplainOptions,
): readonly ExplainedSection[] {
  const phrases = new Phrases(policyWords[language]);
  const { words } = phrases;
  const section = (heading: Heading, sentences: readonly string[]): ExplainedSection => ({
    heading: words.headings[heading],
    sentences,
  });
  return [
    ...(nowS === undefined ? [] : [section('now', explainInstant(policy, nowS, phrases))]),
    section('purpose', [
      words.purposes[policy.purpose],
      words.carriers[policy.carriedBy ?? 'unknown'],
    ]),
    section('working', explainWeek(policy, phrases)),
    section('outside', explainOutside(policy, phrases)),
    section('dates', explainDates(policy, phrases)),
    section('clock', [words.zone(policy.timeZone), ...explainClockChanges(policy, phrases)]),
    section('people', explainPeople(policy, phrases)),
    section('keeping', [
      words.retention(phrases.duration(policy.retentionS)),
      words.recipients(words.list(policy.recipients.map(({ name }) => name))),
    ]),
    section('end', explainEnds(policy, phrases)),
  ];
}

function explainWeek(policy: CompiledPolicy, phrases: Phrases): readonly string[] {
  const { words } = phrases;
  if (!hasWindows(policy)) return [words.noWindows];
  const days = groupWeek(policy.week, (windows) => JSON.stringify(windows));
  let day = 0;
  const lines = days.map(({ days: names }) => {
    const first = day;
    const windows = policy.week[first] ?? [];
    day += countOf(names);
    const [from, to] = [words.weekdays[first] ?? '', words.weekdays[day - 1] ?? ''];
    const called = from === to ? from : words.dayRange(from, to);
    return windows.length === 0
      ? words.noWindowsOn(called)
      : words.windowsOn(called, phrases.spans(windows));
  });
  return [...lines, ...explainCapture(policy, phrases)];
}

function hasWindows({ week, exceptions }: CompiledPolicy): boolean {
  return [...week, ...exceptions.map(({ windows }) => windows)].some(({ length }) => length > 0);
}

const shortNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** How many weekdays a name such as `mon-thu` stands for. */
function countOf(names: string): number {
  const [first = '', last = first] = names.split('-');
  return shortNames.indexOf(last) - shortNames.indexOf(first) + 1;
}

function explainOutside(policy: CompiledPolicy, phrases: Phrases): readonly string[] {
  const { words } = phrases;
  const gaps = new Map(
    policy.week.flatMap(gapsOf).map((gap): [string, PolicyWindow] => [phrases.span(gap), gap]),
  );
  const isAlwaysOpen = policy.week.every(
    ([window]) => window?.startMin === 0 && window.endMin === 1440,
  );
  if (isAlwaysOpen && policy.exceptions.length === 0) return [words.neverClosed];
  return [
    ...(hasWindows(policy) ? [words.outsideHours] : []),
    ...(gaps.size === 0 ? [] : [words.breaks(words.list([...gaps.keys()]))]),
    words.signs[policy.outside](phrases.every(policy.heartbeatS)),
  ];
}

function gapsOf(windows: readonly PolicyWindow[]): readonly PolicyWindow[] {
  return windows.slice(1).map(({ startMin }, index) => ({
    startMin: windows[index]?.endMin ?? 0,
    endMin: startMin,
  }));
}

function explainDates(policy: CompiledPolicy, phrases: Phrases): readonly string[] {
  const { words } = phrases;
  const free = policy.exceptions.filter(({ windows }) => windows.length === 0);
  const own = policy.exceptions.filter(({ windows }) => windows.length > 0);
  if (policy.exceptions.length === 0) return [words.noDates];
  const names = free.map(({ dayNumber }) => phrases.date(dayNumber));
  return [
    ...(free.length === 0 ? [] : [words.freeDates(free.length, names.join('; '))]),
    ...own.map(({ dayNumber, windows }) =>
      words.ownDate(phrases.date(dayNumber), phrases.spans(windows)),
    ),
  ];
}

function explainPeople(policy: CompiledPolicy, phrases: Phrases): readonly string[] {
  const { words } = phrases;
  const { theftRecovery } = policy;
  return [
    policy.privateSwitch === true ? words.privateSwitch : words.noPrivateSwitch,
    theftRecovery === undefined
      ? words.noTheft
      : words.theft(
          phrases.every(theftRecovery.intervalS),
          phrases.duration(theftRecovery.durationS),
        ),
    words.emergency(phrases.duration(breakGlassLimits.emergencySMax)),
    explainSos(policy, phrases),
  ];
}

function explainSos({ sos, recipients }: CompiledPolicy, phrases: Phrases): string {
  const { words } = phrases;
  if (sos === undefined) return words.noSos;
  const names = sos.recipients.map((index) => recipients[index]?.name ?? '');
  return words.sos(
    phrases.every(sos.intervalS),
    phrases.duration(sos.durationS),
    words.list(names),
  );
}

function explainEnds(policy: CompiledPolicy, phrases: Phrases): readonly string[] {
  const { words } = phrases;
  const at = (timeS: number) => localMinuteOf(policy, timeS);
  return [
    words.starts(phrases.moment(at(policy.validFromS))),
    words.ends(phrases.moment(at(policy.validUntilS))),
    policy.reviewS === policy.validUntilS
      ? words.noReview
      : words.review(phrases.date(at(policy.reviewS).dayNumber)),
    ...(policy.zoneData === undefined ? [] : [words.zoneData(policy.zoneData)]),
  ];
}
