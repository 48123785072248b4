import { compares, isBound, type Assertion } from './assertion.ts';
import { isSumName, type MetricName } from './metrics.ts';
import { error, note, warning, type Rule, type ScenarioFinding } from './scenario-finding.ts';
import type { Scenario } from './scenario-schema.ts';

const at = 'assertions';

/** What would be green by accident, or red whatever came. */
export const assertionRules: readonly Rule[] = [
  ({ scenario: { assertions } }) =>
    assertions.some(saysOfWork)
      ? []
      : [
          warning(
            'FLEET_NO_WORK',
            at,
            'nothing asserts that a position came, so a fleet that sleeps all the time would be green',
            'assert `fixes > 0` as well, or as many as there have to be, or `fixes == 0` where none may come',
          ),
        ],
  ({ scenario: { assertions } }) => {
    const named = assertions.filter(({ metric }) => metric === 'leaks');
    if (named.some(isBound)) return [];
    return [
      named.length === 0
        ? warning(
            'FLEET_LEAKS',
            at,
            'nothing is said of leaks, so this run asserts `leaks == 0` by itself',
            'write it down, or `leaks > 0` where a seeded defect has to be found',
          )
        : warning(
            'FLEET_LEAKS',
            at,
            `no number of leaks is too high for ${named.map(({ text }) => text).join(', ')}`,
            'assert `leaks == 0`, unless a seeded defect has to be found',
          ),
    ];
  },
  ({ scenario }) =>
    hasOrders(scenario) && !scenario.assertions.some(wantsOrders)
      ? [
          warning(
            'FLEET_NO_ORDERS',
            at,
            'nothing asserts that an order reached a device, so a fleet that none reaches would be green',
            'assert `orders-open == 0` as well, or as many `orders` as there have to be',
          ),
        ]
      : [],
  ({ scenario }) => {
    const { assertions } = scenario;
    const subjects = new Set(assertions.map(subjectOf));
    return [...subjects].flatMap((subject) =>
      subjectFindings(
        assertions.filter((one) => subjectOf(one) === subject),
        scenario,
      ),
    );
  },
];

/** Reports and messages come from a fleet that sleeps, too. */
function saysOfWork(assertion: Assertion): boolean {
  const [none, some] = [0, 1].map((fixes) => compares(assertion, fixes));
  return assertion.metric === 'fixes' && !(none && some);
}

function wantsOrders(assertion: Assertion): boolean {
  if (assertion.metric === 'orders-open') return isBound(assertion);
  return ['orders', 'updated', 'reverted'].includes(assertion.metric) && !compares(assertion, 0);
}

const ownOrders = ['firmware-rollout', 'policy-change', 'wipe'];
const orderKinds = [...ownOrders, 'foreign-order'];
const hasOrders = ({ faults }: Scenario): boolean =>
  faults.some(({ kind }) => orderKinds.includes(kind));

/** Assertions with the same subject are about the same number. */
const subjectOf = ({ metric, of, isShare }: Assertion): string => `${of} ${metric} ${isShare}`;

/** What can be said before a run of all assertions about the same number. */
function subjectFindings(
  same: readonly Assertion[],
  scenario: Scenario,
): readonly ScenarioFinding[] {
  const all = [...new Set(same.map(({ text }) => text))].join(' and ');
  const known = same[0] && knownOf(same[0].metric, scenario);
  const values = known?.values ?? valuesAround(same);
  if (!values.some((value) => same.every((one) => compares(one, value)))) {
    const why = known === undefined ? '' : `: ${known.why}`;
    const next = 'correct it; docs/fleet/scenario.md says what each metric counts';
    return [error('FLEET_ASSERTION_NEVER', at, `no run has ${all}${why}`, next)];
  }
  if (known?.isIdle === true) {
    const next = 'take it out, or add the fault that it is about';
    return [note('FLEET_ASSERTION_IDLE', at, `${all} proves nothing: ${known.why}`, next)];
  }
  if (known !== undefined) return [];
  return same
    .filter((one) => values.every((value) => compares(one, value)))
    .map(({ text }) =>
      error(
        'FLEET_ASSERTION_ALWAYS',
        at,
        `every run has ${text}, so it proves nothing`,
        'give a number that can be missed',
      ),
    );
}

/** Faults without which a metric stays 0. */
const causes: Readonly<Partial<Record<MetricName, readonly string[]>>> = {
  updated: ['firmware-rollout'],
  reverted: ['firmware-rollout'],
  orders: ownOrders,
  'orders-failed': orderKinds,
  'orders-open': orderKinds,
  'after-wipe': ['wipe'],
  'receipts-missing': ['wipe'],
  proxied: ['slow-link', 'packet-loss'],
};

interface KnownValue {
  /** Which values can come; none where nothing is measured. */
  readonly values: readonly number[];
  readonly why: string;
  /** Nothing of what the fleet does changes it. */
  readonly isIdle: boolean;
}

/** What follows of a metric from the scenario alone. */
function knownOf(metric: MetricName, scenario: Scenario): KnownValue | undefined {
  const { groups, faults, speed } = scenario;
  if (metric === 'devices') {
    const devices = groups.reduce((sum, group) => sum + group.devices, 0);
    return { values: [devices], why: `the fleet has ${devices} devices`, isIdle: false };
  }
  const isByClock = speed !== 'virtual' && speed !== 'fast';
  if (metric === 'lag' && !isByClock) {
    return { values: [], why: `at speed ${speed} no device is late`, isIdle: true };
  }
  if (metric === 'proxied' && !isByClock) {
    return { values: [0], why: `at speed ${speed} there is no fault proxy`, isIdle: true };
  }
  const kinds = causes[metric];
  if (kinds === undefined || faults.some(({ kind }) => kinds.includes(kind))) return undefined;
  return { values: [0], why: `there is no fault ${kinds.join(' or ')}`, isIdle: true };
}

/** A value for every answer that these assertions can give: at their numbers, between and beyond them. */
function valuesAround(same: readonly Assertion[]): readonly number[] {
  const [first] = same;
  const numbers = same.map(({ value }) => value);
  if (first !== undefined && isSumName(first.metric) && !first.isShare) {
    const whole = numbers.map(Math.floor);
    return [0, ...whole.flatMap((value) => [value - 1, value, value + 1])].filter((n) => n >= 0);
  }
  const last = first?.isShare === true ? 1 : Math.max(...numbers) + 1;
  const ends = [0, ...numbers, last].filter((value) => value <= last).toSorted((a, b) => a - b);
  return ends.flatMap((value, index) => [value, (value + (ends[index + 1] ?? value)) / 2]);
}
