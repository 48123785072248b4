import { toHex } from '@feierabend/protocol';
import { describePolicy, lintPolicy } from '@feierabend/protocol/policy-source';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import { readDevicePolicy } from './device-policy.ts';
import { lintContext, lintFacts, lintLine } from './policy-file.ts';

/** What the device holds, told from its own bytes, and what the lint says of it today. */
export async function showPolicy(context: CommandContext, options: Options): Promise<Finding> {
  const held = await withSession(context, options, (session) =>
    context.step('read', 'Reading the policy of the device', () =>
      readDevicePolicy(context, session),
    ),
  );
  if (held === undefined) {
    return {
      text: ['The device has no policy, and so captures nothing'],
      result: { digest: null, lines: [] },
    };
  }
  const lines = [...describePolicy(held.compiled)];
  const { world, clock } = context;
  const findings = lintPolicy(held.compiled, lintContext(world, clock.unixS()));
  return {
    text: [
      ...lines,
      `digest      ${toHex(held.digest)} (${held.bytes.length} bytes, read back)`,
      ...findings.map(lintLine),
    ],
    result: {
      digest: toHex(held.digest),
      sizeBytes: held.bytes.length,
      lines,
      findings: lintFacts(findings),
    },
  };
}
