import { clauseVerdicts } from '../../record/clause-verdict.ts';
import type { Verification } from './verify-run.ts';

/** The verification as a few lines for people. */
export function verificationText(verification: Verification): string {
  const { record, clauses, mismatches, files, proofs } = verification;
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
  for (const { code, where, expected, came } of mismatches) {
    lines.push(`MISMATCH ${where}: expected ${expected}; came ${came} [${code}]`);
  }
  lines.push(
    mismatches.length === 0
      ? 'The folder is what the run has written, and every verdict follows from what was measured.'
      : `${mismatches.length} mismatches: do not rely on this folder.`,
  );
  return lines.map((line) => `${printable(line)}\n`).join('');
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
