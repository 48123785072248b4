import type { TrackerRecord } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { at, testPolicy } from '../../testing/test-tenant.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';
import { StoreGate } from './store-gate.ts';

const policyOf = (change: Partial<typeof testPolicy> = {}) =>
  ({
    policy: { ...testPolicy, ...change },
    digest: new Uint8Array(32),
    earlier: [],
  }) as Partial<ActivePolicy> as ActivePolicy;
const fix = (timeS: number): TrackerRecord => ({
  kind: 'fix',
  timeS,
  latitudeE5: 1,
  longitudeE5: 2,
});
const beat: TrackerRecord = { kind: 'heartbeat', timeS: at(12, 10), batteryMillivolts: 1 };
const own = policyOf();
const morning = policyOf({ week: testPolicy.week.map(() => [{ startMin: 600, endMin: 720 }]) });

describe('the gate before sealing', () => {
  const gate = (inForce: ActivePolicy | undefined = own) => new StoreGate(() => inForce);

  it('lets the places of one open window pass, from its first second to its last', () => {
    const records = [fix(at(8)), fix(at(11, 59, 59))];
    expect(gate().judge(records, own)).toEqual({ kept: records, overtaken: 0, doubtful: 0 });
  });

  it('lets everything without a place pass at any time', () => {
    expect(gate().judge([beat], own).kept).toEqual([beat]);
    expect(new StoreGate(() => undefined).judge([beat], own).kept).toEqual([beat]);
  });

  it.each([
    ['before the window', [fix(at(7, 59, 59)), fix(at(8))]],
    ['in the second it closes', [fix(at(11, 59)), fix(at(12))]],
    ['on both sides of a break', [fix(at(11)), fix(at(13))]],
    ['at a time that is none', [fix(Number.NaN)]],
  ])('doubts a device that brings places %s, and keeps none of them', (_name, records) => {
    const verdict = gate().judge([...records, beat], own);
    expect(verdict).toEqual({ kept: [beat], overtaken: 0, doubtful: records.length });
  });

  it('drops one by one what a tightened policy does not allow any more, without doubt', () => {
    const records = [fix(at(9, 59, 59)), fix(at(10)), beat];
    const verdict = gate(morning).judge(records, own);
    expect(verdict).toEqual({ kept: [fix(at(10)), beat], overtaken: 1, doubtful: 0 });
  });

  it('drops every place while no policy is in force', () => {
    expect(new StoreGate(() => undefined).judge([fix(at(9)), beat], own)).toEqual({
      kept: [beat],
      overtaken: 1,
      doubtful: 0,
    });
  });
});
