import type { TrackerRecord } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { at, recipient, testPolicy } from '../../testing/test-tenant.ts';
import { noActs, type CaptureCause, type StandingActs } from '../modes/mode.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';
import type { FrameFacts } from '../report/stored-frame.ts';
import { SendGate } from './send-gate.ts';
import { StoreGate } from './store-gate.ts';

const policy = {
  ...testPolicy,
  recipients: [{ name: 'fleet-office', publicKey: recipient.publicKey }],
  sos: { recipients: [0], intervalS: 30, durationS: 600 },
};
const digest = new Uint8Array(32);
const active = { policy, digest } as Partial<ActivePolicy> as ActivePolicy;
const other = { ...active, digest: digest.slice().fill(1) };
const fix = (timeS: number): TrackerRecord => ({
  kind: 'fix',
  timeS,
  latitudeE5: 0,
  longitudeE5: 0,
});

describe('the gate before sealing', () => {
  const called = { ...noActs, sosSinceS: at(20) };
  const store = (acts: StandingActs, cause: CaptureCause, ...times: number[]) =>
    new StoreGate(
      () => active,
      () => acts,
    ).judge(times.map(fix), active, cause).kept.length;

  it('lets pass what a call opened, to the second, though processing was restricted since', () => {
    const times = [at(20) - 1, at(20), at(20, 9, 59), at(20, 10)];
    expect(store(called, 'sos', ...times)).toBe(2);
    expect(store({ ...called, restricted: true }, 'sos', ...times)).toBe(2);
  });

  it('stops it when nobody called, or another reason is claimed', () => {
    expect(store(noActs, 'sos', at(20))).toBe(0);
    expect(store(called, 'break-glass', at(20))).toBe(0);
    expect(store(called, 'policy', at(20))).toBe(0);
  });
});

describe('the gate before sealing, in doubt about a call', () => {
  const verdictOf = (acts: StandingActs, cause: CaptureCause, inForce = active) => {
    const gate = new StoreGate(
      () => inForce,
      () => acts,
    );
    const { kept, overtaken, doubtful } = gate.judge([fix(at(20, 10))], active, cause);
    return [kept.length, overtaken, doubtful];
  };
  const called = { ...noActs, sosSinceS: at(20) };

  it('doubts a device that brings what neither a call nor a declaration opened', () => {
    expect(verdictOf(called, 'sos')).toEqual([0, 0, 1]);
    expect(verdictOf(noActs, 'break-glass')).toEqual([0, 0, 1]);
    expect(verdictOf({ ...called, sosSinceS: at(20, 5) }, 'sos')).toEqual([1, 0, 0]);
  });

  it('does not when a policy came between', () => {
    expect(verdictOf(called, 'sos', other)).toEqual([0, 1, 0]);
  });
});

describe('the gate before sending', () => {
  const entry: FrameFacts = {
    kind: 'records',
    positions: true,
    fromS: at(9),
    untilS: at(9, 10),
    policyDigest: active.digest.slice(0, 8),
    isStaged: false,
    session: 1,
  };
  const judge = (change: Partial<FrameFacts>, acts: Partial<StandingActs> = {}, inForce = active) =>
    new SendGate(
      { nowS: () => at(20) },
      () => inForce,
      () => ({ ...noActs, ...acts }),
    ).judge({
      ...entry,
      ...change,
    });

  it('sends what a call or a declaration opened under its own policy and no other', () => {
    const night = { fromS: at(3), untilS: at(3, 10) };
    for (const cause of ['sos', 'break-glass'] as const) {
      expect(judge({ ...night, cause })).toBe('send');
      expect(judge({ ...night, cause }, {}, other)).toBe('policy');
      // Not even where a window would allow it: it is exact, and for others.
      expect(judge({ cause }, {}, other)).toBe('policy');
    }
  });

  it('keeps every report back while processing is restricted, but for those of a call', () => {
    const restricted = { restricted: true };
    expect(judge({}, restricted)).toBe('wait');
    expect(judge({ positions: false }, restricted)).toBe('wait');
    expect(judge({ cause: 'break-glass' }, restricted)).toBe('wait');
    expect(judge({ cause: 'sos' }, restricted)).toBe('send');
    expect(judge({ kind: 'event', positions: false }, restricted)).toBe('send');
    const old = { fromS: at(-24 * 30), untilS: at(-24 * 30) };
    expect([judge(old), judge(old, restricted)]).toEqual(['retention', 'wait']);
  });

  it('keeps positions back while only the mileage is wanted', () => {
    expect(judge({}, { reduced: true })).toBe('wait');
    expect(judge({ positions: false }, { reduced: true })).toBe('send');
    expect(judge({ cause: 'sos' }, { reduced: true })).toBe('send');
  });
});
