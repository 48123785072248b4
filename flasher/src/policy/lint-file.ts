import { toHex } from '@feierabend/protocol';
import { describePolicy, type LintFinding } from '@feierabend/protocol/policy-source';

import type { World } from '../command.ts';
import type { Finding } from '../output/reporter.ts';
import { countOf, lintFacts, lintLine, readPolicyFile, refuseLintErrors } from './policy-file.ts';

/** Errors end with the list of them; warnings are printed, and the policy stands. */
export async function lintFile(world: World, file: string): Promise<Finding> {
  const policy = await readPolicyFile(world, file);
  refuseLintErrors(policy);
  const { findings, digest, bytes, compiled } = policy;
  return {
    text: [
      ...describePolicy(compiled),
      ...findings.map(lintLine),
      `${file} compiles to ${bytes.length} bytes, digest ${toHex(digest)}`,
      countsOf(findings),
    ],
    result: {
      file,
      digest: toHex(digest),
      sizeBytes: bytes.length,
      findings: lintFacts(findings),
      lines: [...describePolicy(compiled)],
    },
  };
}

function countsOf(findings: readonly LintFinding[]): string {
  const count = (severity: LintFinding['severity'], noun: string): string =>
    countOf(findings.filter((finding) => finding.severity === severity).length, noun);
  return `${count('warning', 'warning')}, ${count('note', 'note')}`;
}
