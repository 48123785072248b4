import { InternalError } from '@feierabend/protocol';

import { SeededRandom } from '../../hardware/seeded-random.ts';
import type { Fault } from '../../world/faults.ts';
import type { Stage } from '../../world/stage.ts';
import { restOf, type DevicePlan } from '../plan/device-plan.ts';
import { seedOf } from '../plan/device-seed.ts';
import type { FaultAct } from '../plan/fleet-plan.ts';

/** Retransmission timeout of TCP: a second, doubled each time, a minute at most. */
const firstTimeoutMs = 1000;
const timeoutMsMax = 60_000;
/** A message and its acknowledgement. */
const packetsPerRoundTrip = 2;

/** Faults of the device itself, as a life knows them. */
export function lifeFaults({ faults }: DevicePlan): readonly Fault[] {
  return faults.flatMap(({ act, atS }): Fault[] => {
    if (act.kind === 'device-fault') return [{ ...act.fault, atS }];
    if (act.kind !== 'clock-loss') return [];
    return [
      { name: 'clock.cell', value: 60_000, atS },
      { name: 'power.cut', value: 30_000, atS: atS + 1 },
    ];
  });
}

/** Puts what happens around the device on the clock of its world. */
export function stageFaults(plan: DevicePlan, stage: Stage, order: (act: FaultAct) => void): void {
  plan.faults.forEach((fault, number) => {
    const delayMs = fault.atS * 1000 - stage.startMs;
    const act = restOf(fault.act, -delayMs);
    if (act === undefined) return;
    const dice = new SeededRandom(seedOf(plan.seed, `fault ${number}`, 0));
    stage.clock.after(Math.max(0, delayMs), () => begin(act, { stage, dice, order }));
  });
}

interface Around {
  readonly stage: Stage;
  readonly dice: SeededRandom;
  readonly order: (act: FaultAct) => void;
}

function begin(act: FaultAct, { stage, dice, order }: Around): void {
  const { network, clock } = stage;
  switch (act.kind) {
    case 'broker-outage':
      network.outage(1);
      clock.after(act.forMs, () => network.outage(-1));
      return;
    case 'slow-link':
      network.latency(act.latencyMs);
      clock.after(act.forMs, () => network.latency(-act.latencyMs));
      return;
    case 'packet-loss':
      clock.after(
        act.forMs,
        network.loss(() => retransmissionMs(dice, act.loss)),
      );
      return;
    case 'mass-reconnect':
      network.outage(1);
      clock.after(1, () => network.outage(-1));
      return;
    case 'clock-loss':
    case 'device-fault':
      // These are faults of the life itself.
      return;
    case 'firmware-rollout':
    case 'policy-change':
    case 'wipe':
    case 'foreign-order':
      order(act);
      return;
    default:
      throw new InternalError(`no such act: ${JSON.stringify(act satisfies never)}`);
  }
}

function retransmissionMs(dice: SeededRandom, loss: number): number {
  let delayMs = 0;
  for (let packet = 0; packet < packetsPerRoundTrip; packet += 1) {
    let timeoutMs = firstTimeoutMs;
    while (dice.nextU32() / 2 ** 32 < loss && timeoutMs <= timeoutMsMax) {
      delayMs += timeoutMs;
      timeoutMs *= 2;
    }
  }
  return delayMs;
}
