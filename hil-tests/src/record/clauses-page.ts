import { clauseName, clauses } from './clauses.ts';
import type { ClauseRow } from './clause-row.ts';
import type { DeclaredTest } from './declared-test.ts';

type ClauseTest = Pick<DeclaredTest, 'id' | 'clauses'>;

/** docs/hil/clauses.md: the traceability matrix, from the rows and from what the suites declare. */
export function clausesPage(tests: readonly ClauseTest[]): string {
  const open = clauses.filter(
    (row) => row.kind === undefined && testsOf(row, tests).length === 0,
  ).length;
  return `# Clauses, and the tests that prove them

The promises of two contracts as requirements: **TOM** are technical and organisational measures (Art. 32 GDPR) for the tracking of
a company's vehicles and assets, **AVV** is a processing contract (Art. 28 GDPR) for trackers with which users track other people. The
words are ours and short; the contracts say more. Every run prints this matrix with its verdicts ([evidence](evidence.md)).

This page is generated from \`hil-tests/src/record/clauses.ts\` and from what the suites declare; a test compares it. A row without a test is
open: ${open} of ${clauses.length} are.

| clause | promised | on the device and in the tools | tests |
| --- | --- | --- | --- |
${clauses.map((row) => `| ${cells(row, tests).join(' | ')} |\n`).join('')}`;
}

function cells(row: ClauseRow, tests: readonly ClauseTest[]): readonly string[] {
  return [clauseName(row), row.says.en, doesText(row), testText(row, tests)].map((text) =>
    text.replaceAll('|', String.raw`\|`),
  );
}

function doesText({ does, untried }: ClauseRow): string {
  return untried === undefined ? does.en : `${does.en}. *Tried by no test here: ${untried.en}*`;
}

function testText(row: ClauseRow, tests: readonly ClauseTest[]): string {
  const own = testsOf(row, tests);
  if (own.length > 0) return own.map(({ id }) => `\`${id}\``).join('<br>');
  if (row.kind === 'sum') return 'all of them';
  return row.kind === 'organisational' ? 'none: organisational' : '*open*';
}

function testsOf({ keys }: ClauseRow, tests: readonly ClauseTest[]): readonly ClauseTest[] {
  return tests.filter((test) => test.clauses.some((key) => keys.includes(key)));
}
