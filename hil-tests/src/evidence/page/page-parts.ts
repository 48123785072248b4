import type { Outcome } from '../../outcome/outcome.ts';
import type { Fault, Measurement, TestRecord } from '../../record/run-record.ts';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import { badge } from '@feierabend/firmware-sim/page/page-parts';
import type { EvidenceView } from './evidence-view.ts';
import { germanMeasurement, germanValue } from './german-measurement.ts';
import { germanTitles } from './test-titles-de.ts';
import { measurementText } from '../measurement-text.ts';

/** The classes of the report's badges. */
const badgeClass: Readonly<Record<Outcome, string>> = {
  PASS: 'pass',
  FAIL: 'fail',
  TIMEOUT: 'fail',
  ERROR: 'warn',
  ABORTED: 'warn',
  SKIP: 'open',
};

/** How a test ended, in a word; a flaky one says so beside it. */
export function outcomeBadge({ outcome, flaky }: TestRecord, { words }: EvidenceView): Markup {
  const flakyBadge = flaky ? markup` ${badge(words.flaky, 'warn')}` : undefined;
  return markup`${badge(words.outcomes[outcome], badgeClass[outcome])}${flakyBadge}`;
}

/** Where the row of a test is. Names come from suites and may hold anything, numbers may not. */
export function testLink(test: TestRecord, view: EvidenceView): Markup {
  return markup`<a href="#t${view.record.tests.indexOf(test)}">${testName(test, view)}</a>`;
}

/**
 * What a test says. Suites say it in English, and what of that stands on another page is marked as such (WCAG 3.1.2): titles
 * and measurements that these tools do not know in German.
 */
export function testName(
  { id, name }: Pick<TestRecord, 'id' | 'name'>,
  { language }: EvidenceView,
): Markup {
  const german = language === 'de' ? germanTitles[id] : undefined;
  return german === undefined ? markup`<span lang="en">${name}</span>` : markup`${german}`;
}

/** Hexadecimal digits that break between groups, so that no line has the last one alone. */
export function digestCode(digits: string): Markup {
  const groups = digits.match(/.{1,16}/gu) ?? [];
  return markup`<code class="digest">${groups.map((group) => markup`<wbr>${group}`)}</code>`;
}

/** One measurement: name, value, limits, and in words when it is outside of them. */
export function measured(measurement: Measurement, { words, language }: EvidenceView): Markup {
  const spoken = (came: Measurement['value']) => {
    if (typeof came === 'boolean') return words.tests.answers[came ? 'yes' : 'no'];
    return typeof came === 'string' && language === 'de' ? germanValue(came) : came;
  };
  const { expected, unit } = measurement;
  const { value, limits } = measurementText({
    ...measurement,
    value: spoken(measurement.value),
    ...(unit === undefined ? {} : { unit: `${spoken(unit)}` }),
    ...(expected === undefined ? {} : { expected: spoken(expected) }),
  });
  const bad = measurement.outcome === 'FAIL' ? markup` <em>${words.tests.bad}</em>` : undefined;
  const german = language === 'de' ? germanMeasurement(measurement.name) : undefined;
  const name = german ?? markup`<span lang="en">${measurement.name}</span>`;
  return markup`<li>${name} <b>${value}</b>${
    limits === undefined ? undefined : markup` <span class="limits">(${limits})</span>`
  }${bad}</li>
`;
}

/** The measurements of the attempt that counts; where it has several phases, each says in which it was taken. */
export function measurementsOf({ attempts }: TestRecord): readonly Measurement[] {
  const phases = attempts.at(-1)?.phases ?? [];
  return phases.flatMap((phase) =>
    phase.measurements.map((one) =>
      phases.length === 1 || phase.name === unnamedPhase
        ? one
        : { ...one, name: `${phase.name}: ${one.name}` },
    ),
  );
}
/** Of what stands outside of every phase (see `TestRecorder`). */
const unnamedPhase = 'test';

/** What was said when something went wrong, as it was said. */
export function said({ code, message }: Fault): Markup {
  const text = code === undefined ? message : `${message} [${code}]`;
  return markup`<pre class="said" lang="en">${text}</pre>
`;
}

/** `2.3 s`, `340 ms`. */
export function timeText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
