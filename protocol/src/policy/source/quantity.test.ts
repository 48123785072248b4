import { describe, expect, it } from 'vitest';

import { formatDuration, formatLength, readDuration, readLength } from './quantity.ts';

const range = { min: 1, max: 100_000 };

describe('quantities', () => {
  it.each([
    ['10 s', 10],
    ['10s', 10],
    ['90 min', 5400],
    ['1 h', 3600],
    ['1 d', 86_400],
  ])('%j is a duration', (text, seconds) => {
    expect(readDuration(text, range)).toEqual({ value: seconds });
  });

  it.each(['10', '10 m', '1.5 h', '-1 s', 's', '', '0 s', '2 d', '10 constructor'])(
    '%j is no duration here',
    (text) => {
      expect(readDuration(text, range).problems).toHaveLength(1);
    },
  );

  it('are lengths too', () => {
    expect([readLength('10 m', range), readLength('1 km', range)]).toEqual([
      { value: 10 },
      { value: 1000 },
    ]);
  });

  it('are written in the largest unit that needs no fraction', () => {
    expect([45, 60, 5400, 7200, 86_400, 90_000].map(formatDuration)).toEqual([
      '45 s',
      '1 min',
      '90 min',
      '2 h',
      '1 d',
      '25 h',
    ]);
    expect([10, 1000, 1500].map(formatLength)).toEqual(['10 m', '1 km', '1500 m']);
  });
});
