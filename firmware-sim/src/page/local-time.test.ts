import { expect, test } from 'vitest';

import { clockText, dateText, timeMarks } from './local-time.ts';

const marksOf = (from: string, until: string, timeZone: string, everyMin: number) =>
  timeMarks({
    fromS: Date.parse(from) / 1000,
    untilS: Date.parse(until) / 1000,
    timeZone,
    everyMin,
  }).map(({ text }) => text);

test('a time is written as a clock on the wall of that zone shows it', () => {
  const atS = Date.parse('2026-11-23T23:05:59Z') / 1000;
  expect(clockText(atS, 'Europe/Berlin')).toBe('00:05');
  expect(clockText(atS, 'UTC')).toBe('23:05');
  expect(dateText(atS, 'Europe/Berlin')).toBe('Tuesday, 24 November 2026');
});

test('marks stand at round hours of the wall clock, both ends included', () => {
  expect(marksOf('2026-11-23T05:30Z', '2026-11-23T11:00Z', 'Europe/Berlin', 120)).toEqual([
    '08:00',
    '10:00',
    '12:00',
  ]);
});

test('zones that are off by a quarter of an hour have their marks', () => {
  expect(marksOf('2026-11-23T00:00Z', '2026-11-23T02:00Z', 'Asia/Kathmandu', 60)).toEqual([
    '06:00',
    '07:00',
  ]);
});

test('the hour that a day in spring leaves out has no mark, the one it repeats has two', () => {
  expect(marksOf('2026-03-29T00:00Z', '2026-03-29T02:00Z', 'Europe/Berlin', 60)).toEqual([
    '01:00',
    '03:00',
    '04:00',
  ]);
  expect(marksOf('2026-10-25T00:00Z', '2026-10-25T02:00Z', 'Europe/Berlin', 60)).toEqual([
    '02:00',
    '02:00',
    '03:00',
  ]);
});
