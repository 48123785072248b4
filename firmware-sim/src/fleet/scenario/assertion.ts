import { InternalError } from '@feierabend/protocol';
import { z } from 'zod';

import { isMetricName, metricTable, type MetricName, type Quantity } from './metrics.ts';

const operators = ['==', '!=', '<=', '>=', '<', '>'] as const;
type Operator = (typeof operators)[number];

/** What has to hold at the end of a run. */
export interface Assertion {
  /** As people wrote it. */
  readonly text: string;
  /** Of a distribution: a percentile from 0 to 100, the mean, or the largest value. */
  readonly of: number | 'mean' | 'max' | undefined;
  readonly metric: MetricName;
  readonly operator: Operator;
  /** In milliseconds, bytes, hundredths of a mAh, or as a number; a share from 0 to 1 where {@link isShare}. */
  readonly value: number;
  readonly isShare: boolean;
}

const form =
  /^(?:(?<of>p\d{1,2}(?:\.\d{1,2})?|mean|max) )?(?<metric>[a-z][a-z-]*) ?(?<operator>==|!=|<=|>=|<|>) ?(?<number>\d{1,12}(?:\.\d{1,6})?) ?(?<unit>%|[A-Za-z]*)$/u;

/** Units by what they measure, as factors of the unit that is counted in. */
const units: Readonly<Record<Quantity, Readonly<Record<string, number>>>> = {
  count: { '': 1 },
  duration: { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 },
  bytes: { B: 1, kB: 1000, MB: 1_000_000 },
  charge: { mAh: 100 },
};

/** Reads `p99 delivery < 5 s`; a text says what is wrong. */
export function readAssertion(text: string): Assertion | string {
  const groups = form.exec(text)?.groups;
  if (groups === undefined) {
    return `expected METRIC OPERATOR NUMBER UNIT with one of ${operators.join(' ')}, such as \`leaks == 0\` or \`p99 delivery < 5 s\`, but it is "${text}"`;
  }
  const { of, metric = '', operator = '', number = '', unit = '' } = groups;
  if (!isMetricName(metric)) {
    return `there is no metric "${metric}"; these are counted: ${Object.keys(metricTable).join(', ')}`;
  }
  const doc = metricTable[metric];
  const isShare = unit === '%';
  if (isShare && doc.of === undefined) return `${metric} is no share of anything`;
  const factor = isShare ? 0.01 : units[doc.quantity][unit];
  if (factor === undefined) return `${metric} is given in ${unitsOf(doc.quantity)}`;
  if (doc.form === 'sum' && of !== undefined) return `${metric} is one number and has no ${of}`;
  if (doc.form === 'distribution' && of === undefined) {
    return `${metric} is a distribution: say which value, as p99 ${metric}, mean ${metric} or max ${metric}`;
  }
  return {
    text,
    of: of === 'mean' || of === 'max' || of === undefined ? of : Number(of.slice(1)),
    metric,
    operator: operator as Operator,
    value: Number(number) * factor,
    isShare,
  };
}

/** The assertion of a text that has been read before. */
export function assertionOf(text: string): Assertion {
  const read = readAssertion(text);
  if (typeof read !== 'string') return read;
  throw new InternalError(`${text}: ${read}`);
}

/** Whether it holds for this value of its metric. */
export function compares({ operator, value: wanted }: Assertion, value: number): boolean {
  switch (operator) {
    case '==':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '<=':
      return value <= wanted;
    case '>=':
      return value >= wanted;
    case '<':
      return value < wanted;
    case '>':
      return value > wanted;
    default:
      throw new InternalError(`no such operator: ${String(operator satisfies never)}`);
  }
}

/** Whether a value can be too high for it: no number of leaks is too high for `leaks > 0`. */
export function isBound(assertion: Assertion): boolean {
  return !compares(assertion, Number.POSITIVE_INFINITY);
}

/** What reached somebody whom it was not for. */
const promised: readonly MetricName[] = ['leaks', 'tenancy-faults', 'after-wipe'];

/** What a run asserts: what people wrote, and that there is none of what is promised and they have not named. */
export function withPromises(written: readonly Assertion[]): readonly string[] {
  const named = new Set(written.map(({ metric }) => metric));
  const unnamed = promised.filter((metric) => !named.has(metric));
  return [...written.map(({ text }) => text), ...unnamed.map((metric) => `${metric} == 0`)];
}

function unitsOf(quantity: Quantity): string {
  const names = Object.keys(units[quantity]).filter((unit) => unit !== '');
  return names.length === 0 ? 'whole numbers' : names.join(', ');
}

export const assertion = z
  .string('expected an assertion such as `leaks == 0`')
  .transform((text, context): Assertion => {
    const read = readAssertion(text.trim());
    if (typeof read !== 'string') return read;
    context.addIssue({ code: 'custom', message: read });
    return z.NEVER;
  });
