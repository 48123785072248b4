import { toHex, TrackerStatusCommand } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import { proveHeld } from './prove-held.ts';
import { readPolicyInput } from './read-policy-input.ts';

/** Whether the device holds exactly what a file says: every byte, and the digest on both sides. */
export async function verifyPolicy(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const policy = await context.step('check', `Reading ${file}`, () =>
    readPolicyInput(context.world, file),
  );
  const status = await withSession(context, options, async (session) => {
    await proveHeld(context, session, policy);
    return session.request(TrackerStatusCommand.read, {}, { phase: 'verify' });
  });
  const digest = toHex(policy.digest);
  const since = status.seq === 0 ? '' : `; last instruction ${status.seq}`;
  return {
    text: [`Device ${status.dev} holds policy ${digest}${since}`],
    result: {
      device: status.dev,
      tenant: status.ten,
      digest,
      sizeBytes: policy.bytes.length,
      sequence: status.seq,
      mode: status.mode,
      reason: status.why,
    },
  };
}
