import { useCryptoEngine } from '@feierabend/protocol';
import { beforeAll, describe, expect, it } from 'vitest';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { planOf } from '../../testing/test-fleet.ts';
import { deviceLiver } from '../virtual/live-devices.ts';
import { devicePlan } from './device-plan.ts';
import type { FleetPlan } from './fleet-plan.ts';
import { FleetTenant } from './fleet-tenant.ts';

/** In the half hour in which `late` may send nothing yet, `plain` is on duty. */
const scenario = `fleet: 1
name: Who is judged by what
from: 2026-03-02T13:30
duration: 1 h
groups:
  - { name: late, devices: 1, policy: tight.yaml, track: city, defects: [leak-journal] }
  - { name: plain, devices: 20, policy: policy.yaml, track: parked }
  - { name: boats, devices: 1, tenant: globex, policy: beats.yaml, track: parked }
faults:
  - { kind: policy-change, at: 10 min, groups: [plain], share: 50 %, policy: brief.yaml }
`;

let fleet: FleetPlan;
beforeAll(async () => {
  useCryptoEngine(nativeCrypto);
  fleet = await planOf(scenario);
});

describe('a device of a fleet', () => {
  it('is judged by the policy of its group and by the changes that hit it, and by no other', () => {
    const rulesOf = (index: number) => {
      const { tenant, ...plan } = devicePlan(fleet, index);
      const { policies } = new FleetTenant(fleet, tenant).rulesOf(plan);
      const windows = [...policies.values()].map((one) => one.windows);
      return fleet.policies.flatMap((one) => (windows.includes(one.windows) ? [one.file] : []));
    };
    expect([rulesOf(0), rulesOf(21)]).toEqual([['tight.yaml'], ['beats.yaml']]);
    const plain = Array.from({ length: 20 }, (_, nth) => rulesOf(1 + nth).join());
    expect(new Set(plain)).toEqual(new Set(['policy.yaml', 'policy.yaml,brief.yaml']));
  });

  it('does not get away with what it has to withhold because others are on duty', async () => {
    const { tally } = await deviceLiver(fleet)([0]);
    expect(tally.sum('fixes')).toBeGreaterThan(0);
    expect(tally.findings.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringContaining('that was withheld was in what was opened'),
    );
  });
});
