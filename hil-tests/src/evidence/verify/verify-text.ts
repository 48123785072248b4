import { countText } from '@feierabend/firmware-sim/page/number-text';

import { clauseVerdicts } from '../../record/clause-verdict.ts';
import { unfinishedLines } from '../unfinished/unfinished-text.ts';
import type { Verification } from './verify-run.ts';

/** The verification as a few lines for people. */
export function verificationText(verification: Verification): string {
  const { record, mismatches, files } = verification;
  const aborted = verification.unfinished.flatMap(unfinishedLines);
  if (record === undefined && files === 0) {
    const none = 'There is no evidence in this folder: repeat the run. [EVIDENCE_ABORTED]';
    return printed([...aborted, none]);
  }
  if (aborted.length > 0)
    aborted.push('The other files are of a run before, or not all of them are there:');
  const facts = factLines(verification);
  if (mismatches.length === 0) return printed([...facts, endText(verification)]);
  const count = countText(mismatches.length, 'mismatch', 'mismatches');
  return printed([
    ...aborted,
    `REFUSED: ${count}. What the folder says of itself, and nobody should believe:`,
    ...facts.map((line) => `  ${line}`),
    ...mismatches.map(
      ({ code, where, expected, came }) =>
        `MISMATCH ${where}: expected ${expected}; came ${came} [${code}]`,
    ),
    `${count}: do not rely on this folder.`,
  ]);
}

/** The run, its files and who has written them. */
function factLines(verification: Verification): readonly string[] {
  const { record, clauses, files, proofs, tools } = verification;
  const lines: string[] = [];
  if (record !== undefined) {
    const { runId, bench, outcome, tests, defects } = record;
    lines.push(`run ${runId} on ${bench.name}: ${outcome}, ${tests.length} tests`);
    const counts = clauseVerdicts.map(
      (verdict) => `${clauses.filter((one) => one.verdict === verdict).length} ${verdict}`,
    );
    lines.push(`clauses: ${counts.join(', ')}`);
    if (defects.length > 0) lines.push(`with seeded defects: ${defects.join(', ')}`);
  }
  lines.push(`${files} files, ${proofs} journals and receipts verified`);
  lines.push(signatureText(verification));
  if (record !== undefined && tools !== 'unknown') {
    const { feierabend, sourceSha256 } = record.tools;
    const by = `Feierabend ${feierabend}, sources ${sourceSha256.slice(0, 16)}`;
    lines.push(tools === 'same' ? `tools: ${by}, as here` : `tools: ${by}; here are other ones`);
  }
  return lines;
}

function printed(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** Nothing in a folder shows who has written it, but the signature of somebody one trusts. */
function endText({ signature, tools }: Verification): string {
  const tests =
    tools === 'same'
      ? 'the tests are those of its suites'
      : 'which tests its suites have, only the tools know that wrote it';
  const who = {
    verified: `${signature.name ?? ''} has signed all of it.`,
    unchecked: 'Who has signed it, --trust would tell.',
    none: 'Nobody has signed it, so it does not show who has written it.',
    broken: 'Its signature does not hold.',
  }[signature.standing];
  return `The folder agrees with itself: every verdict follows from the values in it, and ${tests}. ${who}`;
}

function signatureText({ signature }: Verification): string {
  const { standing, keyId = '', name = '', role = '', signedAt = '' } = signature;
  switch (standing) {
    case 'none':
      return 'not signed';
    case 'broken':
      return 'the signature does not hold';
    case 'unchecked':
      return `signed on ${signedAt} with the key ${keyId}, which --trust would check`;
    case 'verified':
      return `signed on ${signedAt} by ${name}, ${role}`;
  }
}

/** Names of files and tests come from elsewhere: no control character of theirs reaches a terminal. */
function printable(line: string): string {
  return line.replace(/\p{Cc}|\p{Cf}/gu, '\uFFFD');
}
