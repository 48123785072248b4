import { expect, test } from 'vitest';

import { measurementText } from './measurement-text.ts';

test.each([
  [{ value: 3 }, '3', undefined],
  [{ value: 3, unit: 's' }, '3_s', undefined],
  [{ value: 0.123456789, unit: 'ms', max: 2 }, '0.123457_ms', '≤_2_ms'],
  [{ value: 3, unit: 's', min: 1 }, '3_s', '≥_1_s'],
  [{ value: 3, unit: 's', min: 1, max: 4 }, '3_s', '1 … 4_s'],
  [{ value: 0, unit: 's', min: 0, max: 0 }, '0_s', '=_0_s'],
  [{ value: true, expected: true }, 'true', '=_true'],
  [{ value: 'a', expected: 'b', max: 2 }, 'a', '≤_2, =_b'],
  [{ value: 1_795_417_200 }, '1795417200', undefined],
] as const)('%j is written %s, %s', (measurement, value, limits) => {
  const written = measurementText({ name: 'm', ...measurement });
  expect(written.value.replaceAll('\u00A0', '_')).toBe(value);
  expect(written.limits?.replaceAll('\u00A0', '_')).toBe(limits);
});
