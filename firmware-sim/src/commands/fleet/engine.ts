import { UsageError } from '@feierabend/protocol';

import {
  EmbeddedLiveBroker,
  foreignBrokers,
  startBrokerThread,
  startMosquitto,
} from '../../fleet/live/live-broker.ts';
import { runLive, type StartBroker } from '../../fleet/live/run-live.ts';
import type { FleetPlan } from '../../fleet/plan/fleet-plan.ts';
import type { Shard } from '../../fleet/plan/shard.ts';
import type { FleetAccount } from '../../fleet/result/fleet-account.ts';
import type { ReadScenario } from '../../fleet/scenario/scenario-file.ts';
import type { Scenario } from '../../fleet/scenario/scenario-schema.ts';
import { runVirtual } from '../../fleet/virtual/run-virtual.ts';
import type { TellNews } from '../../fleet/view/fleet-news.ts';
import type { SimIo } from '../../io.ts';
import { readTrust } from './read-trust.ts';

export interface EngineOptions {
  readonly shard: Shard;
  readonly workers: number;
  /** Of this machine, to connect from. */
  readonly sources?: readonly string[] | undefined;
  readonly io: SimIo;
  readonly onNews: TellNews;
}

/** Lives a fleet at the speed and behind the broker that the scenario asks for. */
export async function liveFleet(
  plan: FleetPlan,
  read: ReadScenario,
  options: EngineOptions,
): Promise<FleetAccount> {
  const { scenario } = read;
  const { speed } = scenario;
  const { shard, workers, sources, io, onNews } = options;
  const common = { shard, workers, signal: io.signal, onNews };
  if (speed === 'virtual') {
    if (sources !== undefined) throw noNetwork();
    return runVirtual(plan, common);
  }
  const broker = brokerOf(scenario, options);
  const trust = await readTrust(read);
  return runLive(plan, { ...common, broker, trust, sources, pace: paceOf(speed) });
}

function brokerOf({ brokers, mqtt, tls }: Scenario, { workers, io }: EngineOptions): StartBroker {
  if (brokers === 'mosquitto') {
    return (parts) => startMosquitto(parts, { version: mqtt, registry: io.registry?.() });
  }
  if (typeof brokers !== 'string') return async () => foreignBrokers(brokers, mqtt, tls?.sessions);
  return workers === 1 ? (parts) => EmbeddedLiveBroker.start(parts) : startBrokerThread;
}

function noNetwork(): UsageError {
  return new UsageError({
    code: 'FLEET_SOURCE',
    expected: '--source for a run that goes through a broker',
    came: 'this one is in virtual time and has no network',
    next: 'leave it out',
  });
}

/** How much faster than the clock. */
function paceOf(speed: Exclude<Scenario['speed'], 'virtual'>): number {
  if (speed === 'fast') return Number.POSITIVE_INFINITY;
  return speed === 'real' ? 1 : speed;
}
