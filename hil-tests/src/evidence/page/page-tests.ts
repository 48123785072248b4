import type { TestRecord } from '../../record/run-record.ts';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import type { EvidenceView } from './evidence-view.ts';
import { section } from '@feierabend/firmware-sim/page/page-parts';
import { measured, measurementsOf, outcomeBadge, testName, timeText } from './page-parts.ts';

/** Every test with everything it measured, suite by suite. */
export function testSection(view: EvidenceView): Markup {
  const { words, record } = view;
  const suites = [...new Set(record.tests.map(({ suite }) => suite))];
  return section(
    'tests',
    words.tests.title,
    suites.map((suite) => suitePart(suite, view)),
  );
}

function suitePart(suite: string, view: EvidenceView): Markup {
  const { words, record } = view;
  const tests = record.tests.filter((test) => test.suite === suite);
  return markup`<h3 lang="en">${suite}</h3>
<table class="clauses runs"><thead><tr>${words.tests.columns.map(
    (name) => markup`<th scope="col">${name}</th>`,
  )}</tr></thead>
<tbody>${tests.map((test) => testRow(test, view))}</tbody></table>
`;
}

function testRow(test: TestRecord, view: EvidenceView): Markup {
  const { record, words, language } = view;
  const { attempts, clauses } = test;
  const ms = attempts.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const tries = attempts.length > 1 ? `, ${words.tests.attempts(attempts.length)}` : '';
  const values = measurementsOf(test);
  return markup`<tr id="t${record.tests.indexOf(test)}"><th scope="row">${testName(test, view)}<p
class="does">${clauses.join(', ')}</p>${
    language === 'en' ? undefined : markup`<p class="does" lang="en">${test.id}</p>`
  }</th><td>${outcomeBadge(test, view)}</td><td>${
    attempts.length === 0 ? undefined : `${timeText(ms)}${tries}`
  }</td><td>${
    values.length === 0
      ? undefined
      : markup`<ul class="values">${values.map((one) => measured(one, view))}</ul>`
  }</td></tr>
`;
}
