import { describe, expect, it } from 'vitest';

import { at, testPolicy } from '../../testing/test-tenant.ts';
import { PolicyGate } from './policy-gate.ts';
import type { TimeKeeper } from '../clock/time-keeper.ts';

const gate = (nowS: number | undefined, policy: typeof testPolicy | undefined = testPolicy) => {
  const state = nowS === undefined ? 'untrusted' : 'trusted';
  return new PolicyGate({ state, nowS: () => nowS } as TimeKeeper, () => policy);
};

describe('the policy gate', () => {
  it.each([
    ['a second too early', at(7, 59, 59), 'outside-hours'],
    ['at the end of the morning', at(12), 'break'],
    ['a second before the break ends', at(12, 29, 59), 'break'],
    ['at the end of the day', at(16, 30), 'outside-hours'],
    ['on Saturday', at(5 * 24 + 9), 'outside-hours'],
    ['before the validity', testPolicy.validFromS - 1, 'no-policy'],
    ['at the end date', testPolicy.validUntilS, 'policy-expired'],
    ['without a time', undefined, 'clock-untrusted'],
  ])('is closed %s', (_name, nowS, reason) => {
    expect(gate(nowS).now()).toMatchObject({ open: false, reason });
  });

  it.each([at(8), at(11, 59, 59), at(12, 30), at(16, 29, 59)])('is open at %d', (nowS) => {
    expect(gate(nowS).now()).toMatchObject({ open: true });
  });

  it('is closed without a policy, whatever the time', () => {
    const closed = new PolicyGate(
      { state: 'trusted', nowS: () => at(9) } as TimeKeeper,
      () => undefined,
    );
    expect(closed.now()).toMatchObject({ open: false, reason: 'no-policy' });
  });

  it('is closed for every second, past ones too, while the clock is in doubt', () => {
    expect(gate(undefined).at(at(9))).toMatchObject({ open: false, reason: 'clock-untrusted' });
  });
});
