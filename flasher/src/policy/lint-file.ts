import { toHex } from '@feierabend/protocol';
import { describePolicy, type LintFinding } from '@feierabend/protocol/policy-source';

import type { CommandContext } from '../command.ts';
import type { Finding } from '../output/reporter.ts';
import { readPolicyFile, refuseLintErrors, type PolicyFile } from './policy-file.ts';
import { countOf, lintFacts, lintLine, PolicyProblems } from './policy-findings.ts';

/** Errors end with the list of them; warnings are printed, and the policy stands. */
export async function lintFile(context: CommandContext, file: string): Promise<Finding> {
  const policy = await readOrTell(context, file);
  const { findings, digest, bytes, compiled } = policy;
  const result = {
    file,
    digest: toHex(digest),
    sizeBytes: bytes.length,
    findings: lintFacts(findings),
    lines: [...describePolicy(compiled)],
  };
  context.found(result);
  refuseLintErrors(policy);
  return {
    text: [
      ...describePolicy(compiled),
      ...findings.map(lintLine),
      `${file} compiles to ${bytes.length} bytes, digest ${toHex(digest)}`,
      countsOf(findings),
    ],
    result,
  };
}

/** What is no policy has findings, too. */
async function readOrTell(context: CommandContext, file: string): Promise<PolicyFile> {
  try {
    return await readPolicyFile(context.world, file);
  } catch (error) {
    if (error instanceof PolicyProblems) {
      context.found({ file, digest: null, sizeBytes: null, findings: error.facts, lines: [] });
    }
    throw error;
  }
}

function countsOf(findings: readonly LintFinding[]): string {
  const count = (severity: LintFinding['severity'], noun: string): string =>
    countOf(findings.filter((finding) => finding.severity === severity).length, noun);
  return `${count('warning', 'warning')}, ${count('note', 'note')}`;
}
