import { localWindows } from '../../controller/local-windows.ts';
import type { NmeaLog } from '../../replay/nmea-log.ts';
import { withPromises } from '../scenario/assertion.ts';
import type { ScenarioFault } from '../scenario/fault-schema.ts';
import type { When } from '../scenario/quantity.ts';
import type { ReadPolicy, ReadScenario } from '../scenario/scenario-file.ts';
import type { Scenario } from '../scenario/scenario-schema.ts';
import type {
  FaultAct,
  FleetPlan,
  PlannedFault,
  PlannedGroup,
  PlannedLog,
  PlannedPolicy,
} from './fleet-plan.ts';

const dayS = 86_400;
const everybody = [{ share: 1, afterS: 0 }];

/** Resolves names, files and times of a scenario. The same scenario gives the same plan, wherever it is made. */
export function planFleet({ scenario, policies, logs, digest }: ReadScenario): FleetPlan {
  const { fromS, untilS } = spanOf(scenario);
  const policyNumber = numberOf([...policies.keys()]);
  const logNumber = numberOf([...logs.keys()]);
  const groupNumber = numberOf(scenario.groups.map(({ name }) => name));
  let first = 0;
  const groups = scenario.groups.map((group): PlannedGroup => {
    const { name, tenant, devices, track, defects } = group;
    const planned = {
      name,
      tenant,
      first,
      devices,
      policy: policyNumber(group.policy),
      track: typeof track === 'string' ? track : { log: logNumber(track.log) },
      defects,
    };
    first += devices;
    return planned;
  });
  const faults = scenario.faults.map((fault): PlannedFault => ({
    act: actOf(fault, policyNumber),
    atS: secondOf(fault.at, fromS),
    groups: fault.groups?.map(groupNumber) ?? groups.map((_, number) => number),
    share: fault.share,
    waves:
      'waves' in fault
        ? fault.waves.map(({ share, after }) => ({ share, afterS: Math.floor(after / 1000) }))
        : everybody,
  }));
  return {
    name: scenario.name,
    digest,
    seed: scenario.seed,
    fromS,
    untilS,
    rampMs: scenario.ramp,
    groups,
    policies: [...policies].map(([file, policy]) => plannedPolicy(file, policy, { fromS, untilS })),
    logs: [...logs].map(([file, log]) => plannedLog(file, log)),
    faults: faults.toSorted((a, b) => a.atS - b.atS),
    assertions: withPromises(scenario.assertions),
  };
}

/** First second of a run, and the one that is not in it any more. */
export function spanOf({ from, duration }: Pick<Scenario, 'from' | 'duration'>) {
  return { fromS: from, untilS: from + Math.floor(duration / 1000) };
}

/** The Unix second of something that happens at a time of the scenario. */
export function secondOf(when: When, fromS: number): number {
  return 'atS' in when ? when.atS : fromS + Math.floor(when.afterMs / 1000);
}

function numberOf(names: readonly string[]): (name: string) => number {
  const numbers = new Map(names.map((name, number) => [name, number]));
  // Lint has refused a name that is not there.
  return (name) => numbers.get(name) ?? -1;
}

function plannedPolicy(
  file: string,
  { source, compiled }: ReadPolicy,
  { fromS, untilS }: Pick<FleetPlan, 'fromS' | 'untilS'>,
): PlannedPolicy {
  const windows = localWindows(source, fromS - dayS, untilS + dayS);
  const pairs = windows
    .toSorted((a, b) => a.fromS - b.fromS)
    .flatMap((one) => [one.fromS, one.untilS]);
  return { file, policy: compiled, windows: Float64Array.from(pairs) };
}

function plannedLog(file: string, { feed }: NmeaLog): PlannedLog {
  const startS = Math.floor((feed.epochs[0]?.atMs ?? 0) / 1000);
  const places = feed.epochs.flatMap(({ atMs, position }) =>
    position === undefined ? [] : [{ atS: Math.floor(atMs / 1000) - startS, ...position }],
  );
  const seconds = (places.at(-1)?.atS ?? 0) + 1;
  const latitude = new Float64Array(seconds);
  const longitude = new Float64Array(seconds);
  let next = 0;
  for (let atS = 0; atS < seconds; atS += 1) {
    while ((places[next + 1]?.atS ?? Number.POSITIVE_INFINITY) <= atS) next += 1;
    latitude[atS] = (places[next]?.latitudeE7 ?? 0) / 1e7;
    longitude[atS] = (places[next]?.longitudeE7 ?? 0) / 1e7;
  }
  return { file, latitude, longitude };
}

function actOf(fault: ScenarioFault, policyNumber: (name: string) => number): FaultAct {
  switch (fault.kind) {
    case 'broker-outage':
      return { kind: fault.kind, forMs: fault.for };
    case 'slow-link':
      return { kind: fault.kind, forMs: fault.for, latencyMs: fault.latency };
    case 'packet-loss':
      return { kind: fault.kind, forMs: fault.for, loss: fault.loss };
    case 'device-fault':
      return { kind: fault.kind, fault: fault.fault };
    case 'firmware-rollout':
      return { kind: fault.kind, version: fault.version, image: fault.image };
    case 'policy-change':
      return { kind: fault.kind, policy: policyNumber(fault.policy) };
    default:
      return { kind: fault.kind };
  }
}
