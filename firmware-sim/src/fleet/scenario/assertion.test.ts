import { describe, expect, it } from 'vitest';

import { Tally } from '../result/tally.ts';
import { judge } from '../result/verdict.ts';
import { assertionOf, isBound, readAssertion, withPromises } from './assertion.ts';

describe('an assertion', () => {
  it.each([
    ['leaks == 0', { metric: 'leaks', operator: '==', value: 0, isShare: false }],
    ['p99 delivery < 5 s', { metric: 'delivery', of: 99, operator: '<', value: 5000 }],
    ['duplicates <= 0.1 %', { metric: 'duplicates', value: 0.001, isShare: true }],
    ['mean energy<20 mAh', { metric: 'energy', of: 'mean', value: 2000 }],
    ['max traffic <= 1.5 MB', { metric: 'traffic', of: 'max', value: 1_500_000 }],
  ])('%s is read', (text, parts) => expect(readAssertion(text)).toMatchObject(parts));

  it.each([
    ['leaks', /expected METRIC OPERATOR NUMBER UNIT .* it is "leaks"/u],
    ['leeks == 0', /no metric "leeks"/u],
    ['leaks == 0 s', /whole numbers/u],
    ['leaks <= 1 %', /no share/u],
    ['p99 leaks == 0', /one number/u],
    ['delivery < 5 s', /distribution/u],
    ['p99 delivery < 5', /given in ms, s, min/u],
  ])('%s is refused with its reason', (text, reason) => {
    expect(readAssertion(text)).toMatch(reason);
  });
});

describe('what a run asserts', () => {
  const asserted = (...texts: string[]) => withPromises(texts.map(assertionOf));

  it('is that nothing came to somebody whom it was not for, unless the file names it', () => {
    const promised = ['tenancy-faults == 0', 'after-wipe == 0'];
    expect(asserted('fixes > 0')).toEqual(['fixes > 0', 'leaks == 0', ...promised]);
    expect(asserted('leaks > 0')).toEqual(['leaks > 0', ...promised]);
  });

  it.each([
    ['leaks == 0', true],
    ['leaks <= 5', true],
    ['duplicates < 1 %', true],
    ['leaks > 0', false],
    ['leaks != 0', false],
    ['leaks >= 0', false],
  ])('bounds a number from above with %s: %s', (text, is) => {
    expect(isBound(assertionOf(text))).toBe(is);
  });
});

describe('the verdict', () => {
  const tally = new Tally();
  tally.count('messages', 1000);
  tally.count('duplicates', 2);
  for (let ms = 1; ms <= 100; ms += 1) tally.record('delivery', ms * 100);

  it.each([
    ['leaks == 0', true, '0'],
    ['messages > 1000', false, '1000'],
    ['messages >= 1000', true, '1000'],
    ['duplicates <= 0.1 %', false, '0.2 %'],
    ['duplicates != 0', true, '2'],
    ['max delivery <= 10 s', true, '10 s'],
    ['p50 delivery < 5 s', false, '5.119 s'],
    ['p99 energy < 1 mAh', false, null],
    ['duplicates < 1 %', true, '0.2 %'],
  ])('on %s is %s', (text, holds, came) => {
    expect(judge([text], tally)).toEqual([{ text, holds, came }]);
  });

  it('has nothing to say about a share of nothing', () => {
    expect(judge(['duplicates <= 1 %'], new Tally())).toMatchObject([{ holds: false, came: null }]);
  });
});
