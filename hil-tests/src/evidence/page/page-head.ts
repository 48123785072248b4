import { languages } from '../../record/clause-row.ts';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import { durationText } from '@feierabend/firmware-sim/page/number-text';
import { tile, zeroTile } from '@feierabend/firmware-sim/page/page-parts';
import { headlineOf, pageNames, type EvidenceView } from './evidence-view.ts';

/** What it is, how it ended, and that it is no certificate: before anything else. */
export function pageHead(view: EvidenceView): Markup {
  const { record, words, language } = view;
  const { bench, runId, startedAt, endedAt, defects, tests, placesKept } = record;
  const headline = headlineOf(record);
  const count = (...wanted: readonly string[]) =>
    tests.filter(({ outcome }) => wanted.includes(outcome)).length;
  const other = languages.find((one) => one !== language) ?? language;
  const story = words.story({
    tests: tests.length,
    passed: count('PASS'),
    failed: count('FAIL', 'TIMEOUT'),
    broken: count('ERROR', 'ABORTED'),
    skipped: count('SKIP'),
    flaky: tests.filter(({ flaky }) => flaky).length,
    duration: durationText((Date.parse(endedAt) - Date.parse(startedAt)) / 1000),
  });
  return markup`<header>
<nav><a href="${pageNames[other]}" hreflang="${other}" lang="${other}">${words.otherLanguage}</a></nav>
<p class="kicker">${words.title} &middot; ${words.run} ${runId} &middot; ${bench.name} &middot; ${instant(startedAt)}</p>
<h1>${words.headline[headline]}</h1>
${defects.length === 0 ? undefined : markup`<p class="problems">${words.defects(defects.join(', '))}</p>`}
<p>${story}</p>
<p class="notice">${words.notCertification}</p>
${placesKept === true ? markup`<p class="problems">${words.placesKept}</p>` : undefined}
</header>
`;
}

export function evidenceTiles({ record, words, judged }: EvidenceView): Markup {
  const { tests, benchFaults } = record;
  const clauses = (verdict: string) => judged.filter((one) => one.verdict === verdict).length;
  const passed = tests.filter(({ outcome }) => outcome === 'PASS').length;
  const broken = tests.filter(({ outcome }) => outcome === 'ERROR').length + benchFaults.length;
  const { tiles } = words;
  return markup`<dl class="tiles">
${tile(tiles.proved, String(clauses('proved')))}
${zeroTile(tiles.failed, clauses('failed'))}
${tile(tiles.partly, String(clauses('partly')))}
${tile(tiles.open, String(clauses('open')))}
${tile(`${tiles.passed} ${tests.length}`, String(passed))}
${tile(tiles.flaky, String(tests.filter(({ flaky }) => flaky).length))}
${tile(tiles.bench, String(broken))}
</dl>
`;
}

/** `2026-11-23 22:00 UTC` */
function instant(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
