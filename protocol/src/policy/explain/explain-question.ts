import type { FaultParts } from '../../errors.ts';
import { failed, ok, type Result } from '../../result.ts';
import { dayNumberOf, minuteOf, weekdayOf } from '../day-number.ts';
import type { CompiledPolicy } from '../policy.ts';
import { explainInstant } from './explain-instant.ts';
import { policyWords, type ExplainOptions } from './explain-policy.ts';
import { localMinuteOf, Phrases, secondsOf, type LocalMinute } from './local-time.ts';

export interface QuestionOptions extends ExplainOptions {
  readonly nowS: number;
}

/**
 * Answers `next Saturday 03:00`, `morgen 7:30`, `2027-03-28 02:30` or `now`, in local time of the
 * policy and read in both languages. A time that the clock shows twice has two answers, and one that
 * it skips has its reason. Other words fail with `POLICY_QUESTION`.
 */
export function explainQuestion(
  policy: CompiledPolicy,
  question: string,
  { language, nowS }: QuestionOptions,
): Result<readonly string[]> {
  const phrases = new Phrases(policyWords[language]);
  const { words } = phrases;
  if (/^\s*(?:now|jetzt)\s*$/iu.test(question)) return ok(explainInstant(policy, nowS, phrases));
  const local = readLocal(policy, question, nowS);
  if (local === undefined) return failed(unreadable(question));
  const seconds = secondsOf(policy, local);
  const moment = phrases.moment(local);
  const answers = seconds.flatMap((timeS) => explainInstant(policy, timeS, phrases));
  if (seconds.length === 0) return ok([words.skippedMoment(moment)]);
  return ok(seconds.length === 1 ? answers : [words.repeatedMoment(moment), ...answers]);
}

/** Words that only join the others. */
const fillers = new Set(['at', 'on', 'um', 'am', 'the', 'uhr', "o'clock", 'this', 'diesen']);
const nexts = new Set(['next', 'nächsten', 'nächster', 'nächste', 'kommenden', 'naechsten']);
const relative: Readonly<Record<string, number>> = {
  today: 0,
  heute: 0,
  tomorrow: 1,
  morgen: 1,
  übermorgen: 2,
};

function readLocal(policy: CompiledPolicy, text: string, nowS: number): LocalMinute | undefined {
  const now = localMinuteOf(policy, nowS);
  let minute: number | undefined;
  let day: ((minute: number) => number) | undefined;
  let isNext = false;
  const pieces = text
    .toLowerCase()
    .replaceAll(/[,?!]/gu, ' ')
    .replaceAll(/(\d)t(\d)/gu, '$1 $2');
  const all = pieces.split(/\s+/u).filter((word) => word !== '' && !fillers.has(word));
  for (const word of all) {
    const time = minuteOf(/^\d{1,2}$/u.test(word) ? `${word}:00` : word);
    const date = dayNumberOf(word);
    const offset = relative[word];
    const weekday = weekdayNamed(word);
    if (nexts.has(word) && !isNext) isNext = true;
    else if (time !== undefined && time < 1440 && minute === undefined) minute = time;
    else if (day !== undefined) return undefined;
    else if (date !== undefined) day = () => date;
    else if (offset !== undefined) day = () => now.dayNumber + offset;
    else if (weekday !== undefined) day = (at) => nextDay(now, weekday, isNext || at <= now.minute);
    else return undefined;
  }
  if (minute === undefined || day === undefined) return undefined;
  return { dayNumber: day(minute), minute };
}

/** The first such weekday from today on, or from tomorrow on. */
function nextDay(now: LocalMinute, weekday: number, isLater: boolean): number {
  const from = now.dayNumber + (isLater ? 1 : 0);
  return from + ((weekday - weekdayOf(from) + 7) % 7);
}

/** A full name, or its first two (German) or three letters (English). */
function weekdayNamed(word: string): number | undefined {
  const bare = word.replace(/\.$/u, '');
  for (const { weekdays } of Object.values(policyWords)) {
    const index = weekdays.findIndex((name) => {
      const full = name.toLowerCase();
      return full === bare || (bare.length >= 2 && bare.length <= 3 && full.startsWith(bare));
    });
    if (index >= 0) return index;
  }
  return bare === 'sonnabend' ? 5 : undefined;
}

function unreadable(question: string): FaultParts {
  return {
    code: 'POLICY_QUESTION',
    expected: 'a day and a time, such as "next Saturday 03:00" or "2027-03-28 02:30"',
    came: `"${question.slice(0, 40)}" is none`,
    next: 'name a weekday, a date, today or tomorrow, and a time HH:MM; or write now',
  };
}
