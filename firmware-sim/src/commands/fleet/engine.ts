import { UsageError } from '@feierabend/protocol';

import { EmbeddedLiveBroker } from '../../fleet/live/live-broker.ts';
import { runLive } from '../../fleet/live/run-live.ts';
import type { FleetPlan } from '../../fleet/plan/fleet-plan.ts';
import type { Shard } from '../../fleet/plan/shard.ts';
import type { FleetAccount } from '../../fleet/result/fleet-account.ts';
import type { Scenario } from '../../fleet/scenario/scenario-schema.ts';
import { runVirtual } from '../../fleet/virtual/run-virtual.ts';
import type { SimIo } from '../../io.ts';
import { fleetProgress } from './progress.ts';

export interface EngineOptions {
  readonly shard: Shard;
  readonly workers: number;
  readonly io: SimIo;
}

/** Lives a fleet at the speed and behind the broker that the scenario asks for. */
export async function liveFleet(
  plan: FleetPlan,
  { speed, brokers }: Scenario,
  { shard, workers, io }: EngineOptions,
): Promise<FleetAccount> {
  const progress = fleetProgress(io);
  const common = { shard, workers, signal: io.signal };
  try {
    if (speed === 'virtual') {
      const onProgress = progress.lived.bind(progress);
      return await runVirtual(plan, { ...common, onProgress });
    }
    if (speed !== 'fast' || brokers !== 'embedded') throw noEngine(speed);
    const onProgress = progress.passed.bind(progress);
    const broker = EmbeddedLiveBroker.start.bind(EmbeddedLiveBroker);
    return await runLive(plan, { ...common, broker, onProgress });
  } finally {
    progress.end();
  }
}

function noEngine(speed: Scenario['speed']): UsageError {
  return new UsageError({
    code: 'FLEET_ENGINE',
    expected: 'a scenario in virtual time, or with speed: fast and brokers: embedded',
    came: `its speed is ${speed}`,
    next: 'add --virtual: then it is lived without a network, and its broker, TLS and source addresses are not tried',
  });
}
