import type { CompiledPolicy, TrackerRecord, WithheldReason } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { at, testPolicy } from '../../testing/test-tenant.ts';
import type { GateDecision } from './policy-gate.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';
import { Recorder } from './recorder.ts';
import { TimeKeeper } from '../clock/time-keeper.ts';

const active = { policy: testPolicy, digest: new Uint8Array(32) } as ActivePolicy;
const place = { latitudeE7: 483_700_000, longitudeE7: 108_900_000, speedKmh: 50 };

const closed = (reason: WithheldReason): GateDecision => ({
  open: false,
  name: 'off-duty',
  reason,
  counts: false,
});
const openBy = (policy: CompiledPolicy): GateDecision => ({
  open: true,
  name: 'on-duty',
  policy,
  grant: { ...policy, cause: 'policy' },
});

/** A recorder at 09:00 with a gate the test moves, and a time from the clock chip when the test says so. */
function recorder(knowsTime = false) {
  const clock = new VirtualClock();
  const time = new TimeKeeper(clock);
  const start = at(9) * 1000;
  const stored: { records: readonly TrackerRecord[]; policy: ActivePolicy; nowS: number }[] = [];
  const world: { gate: GateDecision; policy: ActivePolicy | undefined } = {
    gate: knowsTime ? openBy(testPolicy) : closed('clock-untrusted'),
    policy: active,
  };
  if (knowsTime) time.trust({ timeS: start / 1000, uncertaintyS: 0 });
  const one = new Recorder({
    clock,
    time,
    active: () => world.policy,
    gate: () => world.gate,
    stage: () => {},
    takeDistanceM: () => 0,
    store: (batch) => void stored.push(batch),
    modeChanged: () => {},
  });
  const to = (seconds: number) => {
    while (clock.uptimeMs() < seconds * 1000) {
      clock.step(clock.uptimeMs() + 1000);
      if (world.gate.open) one.fix({ ...place, timeMs: start + clock.uptimeMs() });
      one.tick();
    }
  };
  /** The clock becomes trusted and the window opens in the same second. */
  const trust = (opened = testPolicy) => {
    time.trust({ timeS: start / 1000, uncertaintyS: 0 });
    world.gate = openBy(opened);
    one.tick();
  };
  return { one, world, stored, to, trust, time, start };
}

describe('the recorder', () => {
  it('stores a batch after a quarter of an hour, or when it holds 96 records', () => {
    const { stored, to, trust } = recorder();
    trust();
    to(2_000);
    expect(stored.map(({ records }) => records.length)).toEqual([91, 91]);
    const fast = recorder();
    fast.world.policy = {
      ...active,
      policy: { ...testPolicy, intervals: { movingS: 1, parkedS: 1, floorS: 1 } },
    };
    fast.trust(fast.world.policy.policy);
    fast.to(200);
    expect(fast.stored.map(({ records }) => records.length)).toEqual([96, 96]);
  });

  it('closes a batch in the second in which the mode changes', () => {
    const { stored, to, trust, world } = recorder();
    trust();
    to(55);
    world.gate = closed('break');
    to(56);
    expect(stored).toHaveLength(1);
    expect(stored[0]?.nowS).toBe(at(9, 0, 56));
    world.gate = openBy(testPolicy);
    to(90);
    expect(stored[1]?.records).toEqual([
      { kind: 'withheld', fromS: at(9, 0, 56), untilS: at(9, 1, 30) - 33, reason: 'break' },
    ]);
  });

  it('stores what it has under the policy it was taken under, when that is replaced', () => {
    const { one, stored, to, trust, world } = recorder();
    trust();
    to(30);
    const next = { ...active, digest: new Uint8Array(32).fill(1) };
    world.policy = next;
    one.policyChanged(active);
    to(60);
    one.flush();
    expect(stored.map(({ policy }) => policy)).toEqual([active, next]);
    expect(stored[0]?.records.length).toBeGreaterThan(1);
  });

  it('stores what it has when the time is lost, and then records nothing', () => {
    const { stored, to, trust, time, world, start } = recorder();
    trust();
    to(30);
    time.offer(start + 9_000_000);
    world.gate = closed('clock-untrusted');
    to(2_000);
    expect(stored.map(({ records }) => records.every(({ kind }) => kind === 'fix'))).toEqual([
      true,
    ]);
  });

  it('takes fixes at once when it starts in an open window, with a time from the clock chip', () => {
    const { one, stored } = recorder(true);
    one.fix({ ...place, timeMs: at(9) * 1000 });
    one.flush();
    expect(stored.at(-1)?.records).toMatchObject([{ kind: 'fix', timeS: at(9) }]);
  });

  it('records nothing at all without a policy', () => {
    const { stored, to, world, one } = recorder();
    world.policy = undefined;
    world.gate = closed('no-policy');
    to(2_000);
    one.flush();
    expect(stored).toEqual([]);
  });
});
