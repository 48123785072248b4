import { lintPolicy } from '@feierabend/protocol/policy-source';

import { spanOf } from '../plan/plan-fleet.ts';
import type { ReadPolicy, ReadScenario } from './scenario-file.ts';
import { fleetDefects, whyIdle, whyUnseen } from './fleet-defects.ts';
import { assertionRules } from './lint-assertions.ts';
import { faultRules } from './lint-faults.ts';
import { error, warning, type Rule, type ScenarioFinding } from './scenario-finding.ts';

/** What a schema cannot see: what does not fit together, and what would prove nothing. Errors first. */
export function lintScenario(read: ReadScenario): readonly ScenarioFinding[] {
  const found = rules.flatMap((rule) => rule(read));
  return (['error', 'warning', 'note'] as const).flatMap((severity) =>
    found.filter((one) => one.severity === severity),
  );
}

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
  ...faultRules,
  ({ scenario: { mqtt, brokers } }) =>
    mqtt === '3.1.1' || (brokers !== 'none' && brokers !== 'embedded')
      ? []
      : [
          warning(
            'FLEET_MQTT',
            'mqtt',
            `this run speaks no MQTT ${mqtt}: the broker of the house and virtual time have 3.1.1`,
            'take mqtt out, or set brokers to mosquitto or to URLs',
          ),
        ],
  ({ scenario: { brokers, groups, faults, assertions } }) => [
    ...groups.flatMap(({ defects }, at) => twice(`groups.${at}.defects`, defects)),
    ...faults.flatMap((fault, at) => twice(`faults.${at}.groups`, fault.groups ?? [])),
    ...twice('faults', faults),
    ...(typeof brokers === 'string' ? [] : twice('brokers', brokers)),
    ...twice(
      'assertions',
      assertions.map(({ text: _text, ...assertion }) => assertion),
    ),
  ],
  (read) => [...read.policies].flatMap(([name, policy]) => policyFindings(read, name, policy)),
  ...assertionRules,
];

/** What stands in a list more than once: most likely one of them was to be something else. */
function twice(path: string, list: readonly unknown[]): readonly ScenarioFinding[] {
  const all = list.map((one) => JSON.stringify(one));
  return all.flatMap((one, at) => {
    const first = all.indexOf(one);
    if (first === at) return [];
    const sentence = `it is the same as ${path}.${first}`;
    const next = 'take it out, or correct it if it was to be another';
    return [warning('FLEET_TWICE', `${path}.${at}`, sentence, next)];
  });
}

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

function policyFindings(
  read: ReadScenario,
  name: string,
  { source, compiled }: ReadPolicy,
): readonly ScenarioFinding[] {
  const { fromS, untilS } = spanOf(read.scenario);
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
