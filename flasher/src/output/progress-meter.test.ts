import { expect, test } from 'vitest';

import { ProgressMeter } from './progress-meter.ts';
import { formatBytes, formatDuration } from './quantities.ts';

test('the rate is that of the last three seconds, and the share is against the limit', () => {
  const meter = new ProgressMeter({ totalBytes: 100_000, limitBytesPerS: 10_000 });
  expect(meter.sample(0, 0)).toMatchObject({ bytesPerS: null, leftS: null, linkPercent: null });
  meter.sample(1000, 1000);
  for (let second = 2; second <= 6; second += 1) meter.sample(1000 * second, 5000 * second - 4000);
  expect(meter.sample(7000, 31_000)).toEqual({
    doneBytes: 31_000,
    totalBytes: 100_000,
    bytesPerS: 5000,
    leftS: 13.8,
    linkPercent: 50,
  });
});

test('a step back starts the measurement anew', () => {
  const meter = new ProgressMeter({ totalBytes: 1000, limitBytesPerS: undefined });
  meter.sample(0, 0);
  meter.sample(100, 500);
  expect(meter.sample(200, 300)).toMatchObject({ bytesPerS: null, linkPercent: null });
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [132_476, '132 kB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [1_048_576, '1.05 MB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0.44, '0.4 s'],
  [12.4, '12 s'],
  [185, '3 min 5 s'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
