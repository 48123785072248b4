import { describe, expect, it } from 'vitest';

import { formatWindows, readWindows } from './windows.ts';

describe('windows of a day', () => {
  it.each([
    [
      '08:00-12:00, 12:30-16:30',
      [
        [480, 720],
        [750, 990],
      ],
    ],
    [
      '12:30-16:30,8:00-12:00',
      [
        [480, 720],
        [750, 990],
      ],
    ],
    ['08:00 - 12:00', [[480, 720]]],
    ['08:00-12:00, 12:00-16:00', [[480, 960]]],
    ['00:00-24:00', [[0, 1440]]],
    ['off', []],
  ] as const)('%j are read', (text, pairs) => {
    const value = pairs.map(([startMin, endMin]) => ({ startMin, endMin }));
    expect(readWindows(text)).toEqual({ value });
  });

  it.each([
    '',
    '08:00',
    '08:00-',
    '-12:00',
    '08:00-12:00-13:00',
    '08:00-12:00,',
    '22:00-06:00',
    'closed',
  ])('%j are refused', (text) => {
    expect(readWindows(text).problems).not.toHaveLength(0);
  });

  it('of more than eight pieces are refused', () => {
    const text = Array.from({ length: 9 }, (_, i) => `0${i}:00-0${i}:30`).join(', ');
    expect(readWindows(text).problems?.[0]?.code).toBe('POLICY_WINDOW_COUNT');
  });

  it('are written as they are read', () => {
    const text = '08:00-12:00, 12:30-24:00';
    expect(formatWindows(readWindows(text).value ?? [])).toBe(text);
    expect(formatWindows([])).toBe('off');
  });
});
