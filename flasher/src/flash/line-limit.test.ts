import { expect, test } from 'vitest';

import { lineLimitBytesPerS } from './line-limit.ts';

/**
 * The efficiency of console framing for these buffers; data are cut at multiples of 32 bytes, which
 * costs up to 1 %.
 */
test.each([
  [256, 64.2],
  [384, 66.8],
  [1024, 71],
  [2048, 72.2],
])('a buffer of %i bytes carries %d %% of a line', (bufferBytes, percent) => {
  const limit = lineLimitBytesPerS(115_200, { bufferBytes, bufferCount: 4 });
  const ours = (100 * limit) / 11_520;
  expect(ours).toBeLessThanOrEqual(73.3);
  expect(Math.abs(ours - percent)).toBeLessThan(2);
});

test('the limit grows with the speed of the line', () => {
  const params = { bufferBytes: 1024, bufferCount: 2 };
  expect(lineLimitBytesPerS(921_600, params)).toBeCloseTo(8 * lineLimitBytesPerS(115_200, params));
});
