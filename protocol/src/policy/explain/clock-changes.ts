import { dayS } from '../day-number.ts';
import { windowsOfDay } from '../evaluate.ts';
import type { CompiledPolicy, PolicyWindow } from '../policy.ts';
import type { Phrases } from './local-time.ts';

/** A sentence or two for every change of the clock: what it does to the hours of capture. */
export function explainClockChanges(policy: CompiledPolicy, phrases: Phrases): readonly string[] {
  const { words } = phrases;
  const sentences = policy.offsets.slice(1).flatMap(({ fromS, offsetMin }, index) => {
    const beforeMin = policy.offsets[index]?.offsetMin ?? 0;
    const local = Math.floor((fromS + beforeMin * 60) / 60);
    const shift = offsetMin - beforeMin;
    // Put back at midnight, the hour before it comes twice, and it belongs to the day before.
    const from = Math.min(local, local + shift);
    const dayNumber = Math.floor(from / 1440);
    const wall = (minute: number) => phrases.clock(((minute % 1440) + 1440) % 1440);
    const date = phrases.date(dayNumber);
    const startMin = from - dayNumber * 1440;
    const touched = touchedWindows(policy, { dayNumber, startMin, minutes: Math.abs(shift) });
    const change = shift > 0 ? words.clockForward : words.clockBack;
    const fate = shift > 0 ? words.windowSkipped : words.windowTwice;
    return [
      change(date, wall(local), wall(local + shift)),
      ...(touched.length === 0 ? [words.clockHarmless] : touched.map((w) => fate(phrases.span(w)))),
    ];
  });
  return sentences.length === 0 ? [words.clockFixed] : sentences;
}

interface WallSpan {
  readonly dayNumber: number;
  readonly startMin: number;
  readonly minutes: number;
}

/** The parts of windows that lie in a span of the wall clock, which may run over midnight. */
function touchedWindows(policy: CompiledPolicy, span: WallSpan): readonly PolicyWindow[] {
  const { dayNumber, startMin, minutes } = span;
  return [0, 1].flatMap((later) => {
    const from = startMin - later * 1440;
    const isValid = (dayNumber + later) * dayS < policy.validUntilS + dayS;
    return (isValid ? windowsOfDay(policy, dayNumber + later) : [])
      .map((window) => ({
        startMin: Math.max(window.startMin, from),
        endMin: Math.min(window.endMin, from + minutes),
      }))
      .filter((part) => part.startMin < part.endMin);
  });
}
