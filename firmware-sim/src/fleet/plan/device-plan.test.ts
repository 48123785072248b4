import { expect, it } from 'vitest';

import { planOf } from '../../testing/test-fleet.ts';
import { devicePlan, restOf } from './device-plan.ts';

it('a fault that is over when a device is switched on does not happen to it; orders wait for it', async () => {
  const fleet = await planOf(`fleet: 1
name: Ramp
from: 2026-03-02T05:00
duration: 10 h
ramp: 8 h
groups:
  - { name: vans, devices: 40, policy: policy.yaml }
faults:
  - { kind: broker-outage, at: 2 h, for: 2 h }
  - { kind: mass-reconnect, at: 4 h }
  - { kind: clock-loss, at: 4 h }
  - { kind: wipe, at: 1 s }
`);
  const devices = Array.from({ length: 40 }, (_, index) => devicePlan(fleet, index));
  const late = devices.filter(({ startS }) => startS >= fleet.fromS + 4 * 3600);
  const early = devices.filter(({ startS }) => startS <= fleet.fromS + 2 * 3600);
  expect(Math.min(late.length, early.length)).toBeGreaterThan(5);
  for (const { faults } of late) expect(faults.map(({ act }) => act.kind)).toEqual(['wipe']);
  for (const { faults } of early) expect(faults).toHaveLength(4);
});

it('what is left of a fault ends when it would have ended', () => {
  const outage = { kind: 'broker-outage', forMs: 20_000 } as const;
  expect(restOf(outage, -5000)).toEqual(outage);
  expect(restOf(outage, 5000)).toEqual({ ...outage, forMs: 15_000 });
  expect(restOf(outage, 20_000)).toBeUndefined();
});
