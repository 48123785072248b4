import { formatMinute, minuteOf } from '../day-number.ts';
import { policyLimits, type PolicyWindow } from '../policy.ts';
import type { Checked, ValueProblem } from './source-problem.ts';

interface PlacedWindow extends PolicyWindow {
  readonly text: string;
  readonly at: number;
}

/**
 * The windows of one day: `08:00-12:00, 12:30-16:30`, or `off` for none. Sorted; windows that touch
 * become one, because between them there is no break.
 */
export function readWindows(text: string): Checked<readonly PolicyWindow[]> {
  if (text.trim() === 'off') return { value: [] };
  const problems: ValueProblem[] = [];
  const windows: PlacedWindow[] = [];
  for (const { piece, at } of piecesOf(text)) {
    const window = readWindow(piece, at);
    if (window.value === undefined) problems.push(...window.problems);
    else windows.push(window.value);
  }
  const sorted = windows.toSorted((a, b) => a.startMin - b.startMin);
  problems.push(...overlapsOf(sorted));
  if (problems.length > 0) return { problems };
  const value = mergeTouching(sorted);
  if (value.length <= policyLimits.windowsPerDayMax) return { value };
  return {
    problems: [
      {
        code: 'POLICY_WINDOW_COUNT',
        expected: `at most ${policyLimits.windowsPerDayMax} windows a day`,
        came: `there are ${value.length}`,
        next: 'merge windows that lie close together',
      },
    ],
  };
}

/** `08:00-12:00, 12:30-16:30`, or `off`. */
export function formatWindows(windows: readonly PolicyWindow[]): string {
  if (windows.length === 0) return 'off';
  return windows
    .map(({ startMin, endMin }) => `${formatMinute(startMin)}-${formatMinute(endMin)}`)
    .join(', ');
}

function piecesOf(text: string): readonly { piece: string; at: number }[] {
  let at = 0;
  return text.split(',').map((raw) => {
    const indent = raw.length - raw.trimStart().length;
    const placed = { piece: raw.trim(), at: at + indent };
    at += raw.length + 1;
    return placed;
  });
}

function readWindow(piece: string, at: number): Checked<PlacedWindow> {
  const [start, end, more] = piece.split(/\s*[-–]\s*/u);
  const startMin = minuteOf(start ?? '');
  const endMin = minuteOf(end ?? '');
  if (startMin === undefined || endMin === undefined || more !== undefined) {
    return {
      problems: [
        {
          code: 'POLICY_WINDOW',
          expected: 'a window from HH:MM to HH:MM',
          came: `"${piece}" is none`,
          next: 'write it like 08:00-12:00, separate several with commas, or write off',
          at,
        },
      ],
    };
  }
  if (endMin > startMin) return { value: { startMin, endMin, text: piece, at } };
  return {
    problems: [
      {
        code: 'POLICY_WINDOW_ORDER',
        expected: 'a window that ends after it starts',
        came: `"${piece}" ends at or before its start`,
        next: 'swap the times, or end at 24:00 and begin again at 00:00 on the next day',
        at,
      },
    ],
  };
}

function overlapsOf(sorted: readonly PlacedWindow[]): readonly ValueProblem[] {
  const problems: ValueProblem[] = [];
  let furthest: PlacedWindow | undefined;
  for (const window of sorted) {
    if (furthest !== undefined && window.startMin < furthest.endMin) {
      const [first, second] = furthest.at < window.at ? [furthest, window] : [window, furthest];
      problems.push({
        code: 'POLICY_WINDOW_OVERLAP',
        expected: 'windows that do not overlap',
        came: `"${second.text}" overlaps "${first.text}"`,
        next: 'make one window of both, or leave a break between them',
        at: second.at,
      });
    }
    if (furthest === undefined || window.endMin > furthest.endMin) furthest = window;
  }
  return problems;
}

function mergeTouching(sorted: readonly PlacedWindow[]): readonly PolicyWindow[] {
  const merged: PolicyWindow[] = [];
  for (const { startMin, endMin } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && last.endMin === startMin) {
      merged[merged.length - 1] = { startMin: last.startMin, endMin };
    } else {
      merged.push({ startMin, endMin });
    }
  }
  return merged;
}
