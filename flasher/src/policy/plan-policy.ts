import { toHex } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import { readDevicePolicy } from './device-policy.ts';
import { planFacts, planLines, planOf } from './policy-diff.ts';
import { lintFacts, lintLine, readPolicyFile } from './policy-file.ts';

/**
 * The typed difference between the device and the file. Lint errors are shown; they stop `apply`,
 * not `plan`.
 */
export async function planPolicy(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const policy = await context.step('check', `Compiling ${file}`, () =>
    readPolicyFile(context.world, file),
  );
  const current = await withSession(context, options, (session) =>
    context.step('read', 'Reading the policy of the device', () =>
      readDevicePolicy(context, session),
    ),
  );
  const plan = planOf(current?.compiled, policy.compiled);
  const from = current === undefined ? 'none' : toHex(current.digest);
  return {
    text: [
      ...policy.findings.map(lintLine),
      `Policy    ${from} -> ${toHex(policy.digest)}`,
      ...planLines(plan),
    ],
    result: {
      digest: toHex(policy.digest),
      deviceDigest: current === undefined ? null : toHex(current.digest),
      findings: lintFacts(policy.findings),
      ...(planFacts(plan) as object),
    },
  };
}
