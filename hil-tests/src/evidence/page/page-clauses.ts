import type { ClauseVerdict, JudgedClause } from '../../record/clause-verdict.ts';
import { clauseName } from '../../record/clauses.ts';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import type { EvidenceView } from './evidence-view.ts';
import { badge, note, section } from '@feierabend/firmware-sim/page/page-parts';
import { measured, measurementsOf, outcomeBadge, testLink } from './page-parts.ts';

const badgeOf: Readonly<Record<ClauseVerdict, string>> = {
  proved: 'pass',
  partly: 'open',
  failed: 'fail',
  open: 'open',
  organisational: 'open',
};

/** The whole matrix: every row, whatever the run says about it. */
export function clauseSection(view: EvidenceView): Markup {
  const { title, note: text, columns } = view.words.clauses;
  return section('clauses', title, [
    note(text),
    markup`<table class="clauses matrix"><thead><tr>${columns.map(
      (name) => markup`<th scope="col">${name}</th>`,
    )}</tr></thead>
<tbody>${view.judged.map((one) => clauseRow(one, view))}</tbody></table>`,
  ]);
}

function clauseRow(judged: JudgedClause, view: EvidenceView): Markup {
  const { row, verdict } = judged;
  const { words, language } = view;
  return markup`<tr class="${verdict}"><th scope="row">${clauseName(row)}</th>
<td>${row.says[language]}<p class="does">${row.does[language]}</p>${untried(judged, view)}</td>
<td>${badge(words.verdicts[verdict], badgeOf[verdict])}${howMany(judged, view)}</td>
<td>${testList(judged, view)}</td></tr>
`;
}

/** What of the promise no test of these suites tries: whoever reads "proved" has to know it. */
function untried({ row }: JudgedClause, { words, language }: EvidenceView): Markup | undefined {
  if (row.untried === undefined) return undefined;
  return markup`<p class="does">${words.clauses.untried} ${row.untried[language]}</p>`;
}

/** How many of the tests of a clause this bench could run, and how many were left out. */
function howMany(judged: JudgedClause, { words }: EvidenceView): Markup | undefined {
  const { tests, verdict, leftOut } = judged;
  if (verdict !== 'partly') return undefined;
  const tried = tests.filter(({ outcome }) => outcome !== 'SKIP').length;
  const facts = [
    ...(tried < tests.length ? [words.clauses.tried(tried, tests.length)] : []),
    ...(leftOut > 0 ? [words.clauses.leftOut(leftOut)] : []),
  ];
  return markup`${facts.map((fact) => markup`<p class="does">${fact}</p>`)}`;
}

/** Values that fit beside a test; the rest stands in the list of all tests. */
const valuesMax = 4;

function testList({ row, tests }: JudgedClause, view: EvidenceView): Markup {
  const { clauses } = view.words;
  if (tests.length === 0) {
    if (row.kind === 'sum') return markup`${row.does[view.language]}`;
    return markup`${row.kind === 'organisational' ? clauses.noTestNeeded : clauses.noTest}`;
  }
  return markup`<ul class="tests">${tests.map((test) => {
    const values = measurementsOf(test);
    const shown = values.slice(0, valuesMax);
    const more = values.length - shown.length;
    return markup`<li>${outcomeBadge(test, view)} ${testLink(test, view)}${
      shown.length === 0
        ? undefined
        : markup`<ul class="values">${shown.map((one) => measured(one, view))}${
            more === 0 ? undefined : markup`<li>${clauses.more(more)}</li>`
          }</ul>`
    }</li>
`;
  })}</ul>`;
}
