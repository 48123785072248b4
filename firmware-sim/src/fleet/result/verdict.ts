import { assertionOf, compares, type Assertion } from '../scenario/assertion.ts';
import { isSumName, metricTable, type MetricName, type SumName } from '../scenario/metrics.ts';
import type { Tally } from './tally.ts';

export interface JudgedAssertion {
  readonly text: string;
  /** What came, in the words of the assertion; null when there was no value to judge. */
  readonly came: string | null;
  readonly holds: boolean;
}

/** Judges what people asserted. A distribution without a value holds nothing: it proves nothing. */
export function judge(assertions: readonly string[], tally: Tally): readonly JudgedAssertion[] {
  return assertions.map((text) => {
    const assertion = assertionOf(text);
    const value = valueOf(assertion, tally);
    if (value === undefined) return { text, came: null, holds: false };
    return { text, came: shownAs(assertion, value), holds: compares(assertion, value) };
  });
}

/** What an assertion is about; undefined where nothing was counted. */
export function valueOf({ metric, of, isShare }: Assertion, tally: Tally): number | undefined {
  if (isSumName(metric)) {
    if (!isShare) return tally.sum(metric);
    const all = tally.sum(metricTable[metric].of as SumName);
    return all === 0 ? undefined : tally.sum(metric) / all;
  }
  const distribution = tally.distribution(metric);
  if (distribution === undefined) return undefined;
  if (of === 'mean') return distribution.mean;
  if (of === 'max') return distribution.max;
  return distribution.percentile(of ?? 100);
}

function shownAs({ metric, isShare }: Assertion, value: number): string {
  return isShare ? `${round(value * 100)} %` : valueText(metric, value);
}

/** A value of a metric with its unit. */
export function valueText(metric: MetricName, value: number): string {
  const { quantity } = metricTable[metric];
  if (quantity === 'duration')
    return value < 1000 ? `${round(value)} ms` : `${round(value / 1000)} s`;
  if (quantity === 'bytes') return `${round(value)} B`;
  if (quantity === 'charge') return `${round(value / 100)} mAh`;
  return String(round(value));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
