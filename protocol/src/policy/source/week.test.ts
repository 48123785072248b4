import { describe, expect, it } from 'vitest';

import { groupWeek, readDays } from './week.ts';
import { formatWindows } from './windows.ts';

describe('days of a week', () => {
  it.each([
    ['mon', [0]],
    ['mon-thu', [0, 1, 2, 3]],
    ['sat, sun', [5, 6]],
    ['Mon-Tue,fri', [0, 1, 4]],
    ['wed-wed', [2]],
  ])('%j are read', (text, days) => {
    expect(readDays(text)).toEqual({ value: days });
  });

  it.each(['', 'monday', 'fri-mon', 'mon-', 'mon-wed-fri', 'mo'])('%j are refused', (text) => {
    expect(readDays(text).problems).toHaveLength(1);
  });

  it('with equal windows share a line', () => {
    const window = [{ startMin: 480, endMin: 720 }];
    expect(groupWeek([window, window, [], window, [], [], []], formatWindows)).toEqual([
      { days: 'mon-tue', windows: '08:00-12:00' },
      { days: 'wed', windows: 'off' },
      { days: 'thu', windows: '08:00-12:00' },
      { days: 'fri-sun', windows: 'off' },
    ]);
  });
});
