import { instantText } from '../../world/instant.ts';
import { faultAtS } from '../plan/device-plan.ts';
import { planFleet, secondOf, spanOf } from '../plan/plan-fleet.ts';
import type { ScenarioFault } from './fault-schema.ts';
import { error, note, warning, type Rule, type ScenarioFinding } from './scenario-finding.ts';
import type { ReadScenario } from './scenario-file.ts';
import type { Scenario } from './scenario-schema.ts';

/** Faults that do not what they say, or not in this run. */
export const faultRules: readonly Rule[] = [
  ({ scenario }) => scenario.faults.flatMap((fault, at) => speedFindings(scenario, fault, at)),
  (read) => read.scenario.faults.flatMap((fault, at) => faultFindings(read, fault, at)),
  (read) =>
    faultsOfNobody(read).map((at) =>
      warning(
        'FLEET_FAULT_NOBODY',
        `faults.${at}`,
        'the seed chose no device that it hits, or those are switched on later, so what follows it is not seen',
        'raise its share or its waves, take more devices, or shorten the ramp',
      ),
    ),
];

/** By their place in the file. */
function faultsOfNobody(read: ReadScenario): readonly number[] {
  const { faults, from } = read.scenario;
  const plan = planFleet(read);
  // The plan has them by time.
  const places = faults
    .map((fault, at) => ({ fault, at, atS: secondOf(fault.at, from) }))
    .toSorted((a, b) => a.atS - b.atS);
  return places.flatMap(({ fault, at }, number) => {
    // Its time or its groups are why it hits nobody.
    if (faultFindings(read, fault, at).some(({ severity }) => severity === 'error')) return [];
    const isHit = plan.faults[number]?.groups.some((group) => {
      const { first = 0, devices = 0 } = plan.groups[group] ?? {};
      for (let index = first; index < first + devices; index += 1) {
        if (faultAtS(plan, number, { index, group }) !== undefined) return true;
      }
      return false;
    });
    return isHit === true ? [] : [at];
  });
}

/** What a fault does not do at this speed, or to these brokers. */
function speedFindings(
  { speed, brokers }: Scenario,
  fault: ScenarioFault,
  at: number,
): readonly ScenarioFinding[] {
  const path = `faults.${at}`;
  if ((fault.kind === 'slow-link' || fault.kind === 'packet-loss') && speed === 'fast') {
    return [
      note(
        'FLEET_FAULT_VIRTUAL',
        path,
        `at speed fast, ${fault.kind} lengthens virtual time, and no byte on the way to the broker is late`,
        'set speed to real or to a factor such as x60: then it is a proxy before the broker',
      ),
    ];
  }
  if (fault.kind === 'broker-outage' && typeof brokers !== 'string') {
    return [
      note(
        'FLEET_FAULT_FOREIGN',
        path,
        'a run does not end brokers of others: the devices lose their network instead',
        'set brokers to embedded or mosquitto to have the broker ended and started',
      ),
    ];
  }
  return [];
}

function faultFindings(
  read: ReadScenario,
  fault: ScenarioFault,
  at: number,
): readonly ScenarioFinding[] {
  const { fromS, untilS } = spanOf(read.scenario);
  const path = `faults.${at}`;
  const names = read.scenario.groups.map(({ name }) => name);
  const found = (fault.groups ?? [])
    .filter((name) => !names.includes(name))
    .map((name) =>
      error(
        'FLEET_FAULT_GROUP',
        `${path}.groups`,
        `there is no group ${name}`,
        `name some of ${names.join(', ')}`,
      ),
    );
  const atS = secondOf(fault.at, fromS);
  const inside = `give a time from ${instantText(fromS)} to ${instantText(untilS)}`;
  if (atS < fromS || atS >= untilS) {
    found.push(
      error(
        'FLEET_FAULT_TIME',
        `${path}.at`,
        `${fault.kind} at ${instantText(atS)} is outside of the run`,
        inside,
      ),
    );
  } else if ('for' in fault && atS + fault.for / 1000 > untilS) {
    found.push(
      warning(
        'FLEET_FAULT_END',
        `${path}.for`,
        `${fault.kind} is not over when the run ends`,
        'make the run longer, so that what comes after it is seen',
      ),
    );
  }
  const lastS = 'waves' in fault ? Math.max(...fault.waves.map(({ after }) => after)) / 1000 : 0;
  if (atS < untilS && atS + lastS >= untilS) {
    found.push(
      error(
        'FLEET_FAULT_TIME',
        `${path}.waves`,
        `a wave of ${fault.kind} begins after the run`,
        inside,
      ),
    );
  }
  return found;
}
