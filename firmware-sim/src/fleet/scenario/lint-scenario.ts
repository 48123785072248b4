import { lintPolicy } from '@feierabend/protocol/policy-source';

import { secondOf } from '../plan/plan-fleet.ts';
import { instantText } from '../../world/instant.ts';
import type { ReadPolicy, ReadScenario } from './scenario-file.ts';
import type { ScenarioFault } from './fault-schema.ts';
import { compares } from './assertion.ts';
import { fleetDefects, whyIdle, whyUnseen } from './fleet-defects.ts';
import type { Scenario } from './scenario-schema.ts';

export interface ScenarioFinding {
  /** An error keeps the scenario from being run; a note says what a run does not show. */
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: string;
  /** What it is about, as keys of the file with dots. */
  readonly path: string;
  readonly sentence: string;
  readonly next: string;
}

type Rule = (read: ReadScenario) => readonly ScenarioFinding[];

const error = (code: string, path: string, sentence: string, next: string): ScenarioFinding => ({
  severity: 'error',
  code,
  path,
  sentence,
  next,
});
const warning = (...parts: Parameters<typeof error>): ScenarioFinding => ({
  ...error(...parts),
  severity: 'warning',
});

const note = (...parts: Parameters<typeof error>): ScenarioFinding => ({
  ...error(...parts),
  severity: 'note',
});

/** What a schema cannot see: what does not fit together, and what would prove nothing. Errors first. */
export function lintScenario(read: ReadScenario): readonly ScenarioFinding[] {
  const found = rules.flatMap((rule) => rule(read));
  return (['error', 'warning', 'note'] as const).flatMap((severity) =>
    found.filter((one) => one.severity === severity),
  );
}

const span = ({ scenario: { from, duration } }: ReadScenario) => ({
  fromS: from,
  untilS: from + Math.floor(duration / 1000),
});

const rules: readonly Rule[] = [
  ({ scenario }) =>
    scenario.groups.flatMap(({ name, devices }, at) =>
      devices > 0
        ? []
        : [
            error(
              'FLEET_EMPTY_GROUP',
              `groups.${at}.devices`,
              `the group ${name} has no devices`,
              'give it some, or take the group out',
            ),
          ],
    ),
  ({ scenario }) => {
    const names = scenario.groups.map(({ name }) => name);
    return names.flatMap((name, at) =>
      names.indexOf(name) === at
        ? []
        : [
            error(
              'FLEET_GROUP_TWICE',
              `groups.${at}.name`,
              `there is another group ${name}`,
              'give every group a name of its own',
            ),
          ],
    );
  },
  ({ scenario }) =>
    scenario.groups.flatMap(({ defects }, at) =>
      defects.flatMap((defect) => defectFindings(defect, `groups.${at}.defects`)),
    ),
  ({ scenario: { ramp, duration } }) =>
    ramp < duration
      ? []
      : [
          error(
            'FLEET_RAMP',
            'ramp',
            'the ramp is not over before the run ends',
            'make the run longer, or the ramp shorter',
          ),
        ],
  ({ scenario: { speed, brokers } }) => {
    if (speed === 'virtual' && brokers !== 'none') {
      return [
        error(
          'FLEET_BROKER',
          'brokers',
          'a run in virtual time has no network, so it reaches no broker',
          'set brokers to none, or speed to fast, to real or to a factor such as x60',
        ),
      ];
    }
    if (speed !== 'virtual' && brokers === 'none') {
      return [
        error(
          'FLEET_BROKER',
          'brokers',
          'a run at this speed needs a broker',
          'set brokers to embedded, or speed to virtual',
        ),
      ];
    }
    return [];
  },
  ({ scenario: { brokers, tls } }) => {
    const isForeign = typeof brokers !== 'string';
    if (isForeign === (tls !== undefined)) return [];
    return isForeign
      ? [
          error(
            'FLEET_TLS',
            'tls',
            'brokers of others need to trust the devices, and the devices them',
            'name ca, issuer and issuer-key, or set brokers to mosquitto: it gets certificates of the run',
          ),
        ]
      : [
          error(
            'FLEET_TLS',
            'tls',
            'a broker of the run gets certificates of the run',
            'take tls out, or list the URLs of the brokers that it is for',
          ),
        ];
  },
  ({ scenario }) => scenario.faults.flatMap((fault, at) => speedFindings(scenario, fault, at)),
  (read) => read.scenario.faults.flatMap((fault, at) => faultFindings(read, fault, at)),
  (read) => [...read.policies].flatMap(([name, policy]) => policyFindings(read, name, policy)),
  ({ scenario }) =>
    scenario.assertions.length > 0
      ? []
      : [
          error(
            'FLEET_NO_ASSERTION',
            'assertions',
            'nothing is asserted, so this run would be green whatever it found',
            'assert at least `leaks == 0` and `lost == 0`',
          ),
        ],
  ({ scenario: { assertions } }) =>
    assertions.length === 0 || assertions.some((one) => isOfWork(one.metric) && !compares(one, 0))
      ? []
      : [
          note(
            'FLEET_NO_WORK',
            'assertions',
            'nothing asserts that a position came, so a fleet that sleeps all the time would be green',
            'assert `fixes > 0` as well, or as many as there have to be',
          ),
        ],
];

const isOfWork = (metric: string): boolean => ['fixes', 'reports', 'messages'].includes(metric);

function defectFindings(defect: string, path: string): readonly ScenarioFinding[] {
  const next = `take it out; these can be found: ${fleetDefects.join(', ')}`;
  const idle = whyIdle(defect);
  const unseen = whyUnseen(defect);
  if (idle !== undefined) {
    return [error('FLEET_DEFECT', path, `${defect} would do nothing: ${idle}`, next)];
  }
  if (unseen === undefined) return [];
  return [warning('FLEET_DEFECT', path, `${defect} would not be found: ${unseen}`, next)];
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
  const { fromS, untilS } = span(read);
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

function policyFindings(
  read: ReadScenario,
  name: string,
  { source, compiled }: ReadPolicy,
): readonly ScenarioFinding[] {
  const { fromS, untilS } = span(read);
  const refused = lintPolicy(source, { nowS: fromS })
    .filter(({ severity }) => severity === 'error')
    .map(({ code, sentence }) =>
      error(
        'FLEET_POLICY_LINT',
        name,
        `lint refuses the policy: ${sentence} [${code}]`,
        'correct the policy; flasher policy lint shows every finding',
      ),
    );
  if (compiled.validUntilS > fromS && compiled.validFromS < untilS) return refused;
  return [
    ...refused,
    warning(
      'FLEET_POLICY_DATES',
      name,
      'the policy holds at no time of the run, so its devices stay closed',
      'move the run, or the dates of the policy',
    ),
  ];
}
