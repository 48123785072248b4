import type { Outcome } from '../../outcome/outcome.ts';
import type { AttemptRecord, TestRecord } from '../../record/run-record.ts';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import type { EvidenceView } from './evidence-view.ts';
import { note, section } from '@feierabend/firmware-sim/page/page-parts';
import { measured, said, testLink } from './page-parts.ts';

/** What the product did wrong; left out when it did nothing wrong. */
export function failureSection(view: EvidenceView): Markup | undefined {
  const tests = ended(view, 'FAIL', 'TIMEOUT');
  if (tests.length === 0) return undefined;
  const { title, note: text } = view.words.failures;
  return section('failures', title, [note(text), ...tests.map((test) => allAttempts(test, view))]);
}

/** Apart from the failures: what the bench broke, within tests and outside of them. */
export function benchSection(view: EvidenceView): Markup | undefined {
  const { record, words } = view;
  const tests = ended(view, 'ERROR');
  if (tests.length === 0 && record.benchFaults.length === 0) return undefined;
  const own = record.benchFaults.map(said);
  return section('bench', words.benchFaults.title, [
    note(words.benchFaults.note),
    ...tests.map((test) => allAttempts(test, view)),
    ...(own.length === 0 ? [] : [markup`<h3>${words.benchFaults.own}</h3>${own}`]),
  ]);
}

export function skippedSection(view: EvidenceView): Markup | undefined {
  const tests = ended(view, 'SKIP');
  if (tests.length === 0) return undefined;
  const { title, note: text, needs } = view.words.skipped;
  return section('skipped', title, [
    note(text),
    markup`<ul>${tests.map(
      (test) => markup`<li>${testLink(test, view)}: <span lang="en">${test.reason ?? ''}</span>${
        test.needs.length === 0 ? undefined : ` (${needs} ${test.needs.join(', ')})`
      }</li>
`,
    )}</ul>`,
  ]);
}

export function flakySection(view: EvidenceView): Markup | undefined {
  const tests = view.record.tests.filter(({ flaky }) => flaky);
  if (tests.length === 0) return undefined;
  const { title, note: text } = view.words.flakyTests;
  return section('flaky', title, [note(text), ...tests.map((test) => allAttempts(test, view))]);
}

export function abortedSection(view: EvidenceView): Markup | undefined {
  const tests = ended(view, 'ABORTED');
  if (tests.length === 0) return undefined;
  return section(
    'aborted',
    view.words.aborted.title,
    tests.map((test) => allAttempts(test, view)),
  );
}

function ended({ record }: EvidenceView, ...outcomes: readonly Outcome[]): readonly TestRecord[] {
  return record.tests.filter(({ outcome }) => outcomes.includes(outcome));
}

function allAttempts(test: TestRecord, view: EvidenceView): Markup {
  const { attempts, reason } = test;
  const why = reason === undefined ? undefined : said({ message: reason });
  return markup`<h3>${testLink(test, view)}</h3>${why}
${attempts.map((attempt, index) => attemptPart(attempt, index + 1, { view, of: attempts.length }))}`;
}

function attemptPart(
  attempt: AttemptRecord,
  number: number,
  { view, of }: { readonly view: EvidenceView; readonly of: number },
): Markup {
  const { words } = view;
  const bad = attempt.phases.flatMap(({ measurements }) =>
    measurements.filter(({ outcome }) => outcome === 'FAIL'),
  );
  const values = bad.map((one) => measured(one, view));
  return markup`<p>${words.attempt(number, of)}: ${words.outcomes[attempt.outcome]}</p>
${attempt.fault === undefined ? undefined : said(attempt.fault)}
${values.length === 0 ? undefined : markup`<ul class="values">${values}</ul>`}`;
}
