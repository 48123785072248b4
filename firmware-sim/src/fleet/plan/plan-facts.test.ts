import { expect, it } from 'vitest';

import { planOf } from '../../testing/test-fleet.ts';
import { faultSpans, timeZoneOf } from './plan-facts.ts';

it('says what was done to whom, from its beginning to its end or its last wave', async () => {
  const plan = await planOf(`fleet: 1
name: Facts
from: 2026-03-02T06:00
duration: 9 h
groups:
  - { name: vans, devices: 3, policy: policy.yaml, track: parked }
  - { name: boats, devices: 1, policy: policy.yaml, track: parked }
faults:
  - { kind: slow-link, at: 1 h, for: 10 min, latency: 800 ms, groups: [vans] }
  - { kind: wipe, at: 2 h, share: 50 %, groups: [boats], waves: [{ share: 5 % }, { share: 10 %, after: 1 h }] }
  - { kind: clock-loss, at: 3 h }
`);
  const at = (hours: number) => plan.fromS + hours * 3600;
  expect(faultSpans(plan)).toEqual([
    { text: 'slow-link, 800 ms each way for vans', fromS: at(1), untilS: at(1) + 600 },
    { text: 'wipe in 2 waves for 50\u00A0% of boats', fromS: at(2), untilS: at(3) },
    { text: 'clock-loss', fromS: at(3), untilS: at(3) },
  ]);
  expect(timeZoneOf(plan)).toBe('Europe/Berlin');
  const [first] = plan.policies;
  const other = first && { ...first, policy: { ...first.policy, timeZone: 'Asia/Kolkata' } };
  expect(timeZoneOf({ ...plan, policies: [...plan.policies, ...(other ? [other] : [])] })).toBe(
    'UTC',
  );
});
