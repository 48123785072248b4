import { toHex } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import { batteryChangeLine, batteryCost, batteryFacts } from './battery-cost.ts';
import { readDevicePolicy } from './device-policy.ts';
import { planFacts, planLines, planOf } from './policy-diff.ts';
import { lintFacts, lintLine } from './policy-findings.ts';
import { lintErrors, readPolicyInput, signaturesOf } from './read-policy-input.ts';

/**
 * The typed difference between the device and the file, and what it costs the battery. Lint errors
 * are shown; they suspend `apply`, not `plan`.
 */
export async function planPolicy(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const capacityMah = options['battery'] as number;
  const policy = await context.step('check', `Reading ${file}`, () =>
    readPolicyInput(context.world, file),
  );
  const current = await withSession(context, options, (session) =>
    context.step('read', 'Reading the policy of the device', () =>
      readDevicePolicy(context, session),
    ),
  );
  const plan = planOf(current?.compiled, policy.compiled);
  const from = current === undefined ? 'none' : toHex(current.digest);
  const before = current === undefined ? undefined : batteryCost(current.compiled, capacityMah);
  const after = batteryCost(policy.compiled, capacityMah);
  const isSuspended = lintErrors(policy).length > 0;
  return {
    text: [
      ...policy.findings.map(lintLine),
      `Policy    ${from} -> ${toHex(policy.digest)}`,
      ...planLines(plan, signaturesOf(policy)),
      batteryChangeLine(before, after),
      ...(isSuspended ? [suspendedLine] : []),
    ],
    result: {
      digest: toHex(policy.digest),
      deviceDigest: current === undefined ? null : toHex(current.digest),
      findings: lintFacts(policy.findings),
      suspended: isSuspended,
      battery: batteryFacts(after),
      batteryBefore: before === undefined ? null : batteryFacts(before),
      ...(planFacts(plan) as object),
    },
  };
}

const suspendedLine =
  'Suspended: the lint has errors, so apply needs the confirmation of the controller as well';
