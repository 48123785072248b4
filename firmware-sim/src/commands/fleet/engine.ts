import { UsageError } from '@feierabend/protocol';

import {
  EmbeddedLiveBroker,
  startBrokerThread,
  startMosquitto,
} from '../../fleet/live/live-broker.ts';
import { runLive, type StartBroker } from '../../fleet/live/run-live.ts';
import type { FleetPlan } from '../../fleet/plan/fleet-plan.ts';
import type { Shard } from '../../fleet/plan/shard.ts';
import type { FleetAccount } from '../../fleet/result/fleet-account.ts';
import type { Scenario } from '../../fleet/scenario/scenario-schema.ts';
import { runVirtual } from '../../fleet/virtual/run-virtual.ts';
import type { TellNews } from '../../fleet/view/fleet-news.ts';
import type { SimIo } from '../../io.ts';

export interface EngineOptions {
  readonly shard: Shard;
  readonly workers: number;
  readonly io: SimIo;
  readonly onNews: TellNews;
}

/** Lives a fleet at the speed and behind the broker that the scenario asks for. */
export async function liveFleet(
  plan: FleetPlan,
  scenario: Scenario,
  options: EngineOptions,
): Promise<FleetAccount> {
  const { speed } = scenario;
  const { shard, workers, io, onNews } = options;
  const common = { shard, workers, signal: io.signal, onNews };
  if (speed === 'virtual') return runVirtual(plan, common);
  const broker = brokerOf(scenario, options);
  return runLive(plan, { ...common, broker, pace: paceOf(speed) });
}

function brokerOf({ brokers, mqtt }: Scenario, { workers, io }: EngineOptions): StartBroker {
  if (brokers === 'mosquitto') {
    return (parts) => startMosquitto(parts, { version: mqtt, registry: io.registry?.() });
  }
  if (brokers !== 'embedded') throw noBroker();
  return workers === 1 ? (parts) => EmbeddedLiveBroker.start(parts) : startBrokerThread;
}

function noBroker(): UsageError {
  return new UsageError({
    code: 'FLEET_ENGINE',
    expected: 'a broker that the run can start and stop',
    came: 'the scenario names the address of one',
    next: 'write brokers: embedded or brokers: mosquitto, or add --virtual: then it is lived without a network',
  });
}

/** How much faster than the clock. */
function paceOf(speed: Exclude<Scenario['speed'], 'virtual'>): number {
  if (speed === 'fast') return Number.POSITIVE_INFINITY;
  return speed === 'real' ? 1 : speed;
}
