import { expect, test } from 'vitest';

import {
  byteText,
  countText,
  durationText,
  groupedText,
  percentText,
  wholeText,
} from './number-text.ts';

test.each([
  [wholeText(0), '0'],
  [wholeText(999), '999'],
  [wholeText(1_234_567), '1\u00A0234\u00A0567'],
  [wholeText(1000), '1\u00A0000'],
  [groupedText('6160.38351 s, leaks 12345, 999'), '6\u00A0160.38351 s, leaks 12\u00A0345, 999'],
  [durationText(0), '0 s'],
  [durationText(59), '59 s'],
  [durationText(3599), '1 h'],
  [durationText(29_520), '8 h 12 min'],
  [byteText(1), '1 byte'],
  [byteText(999), '999 bytes'],
  [byteText(1000), '1.0 kB'],
  [byteText(4_100_000), '4.1 MB'],
  [countText(1, 'fix', 'fixes'), '1 fix'],
  [countText(2, 'fix', 'fixes'), '2 fixes'],
  [percentText(0.644), '64\u00A0%'],
])('%s', (written, expected) => {
  expect(written).toBe(expected);
});
