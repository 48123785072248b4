import { equalBytes, TrackerStatusCommand } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { readDevicePolicy } from './device-policy.ts';
import { policyDiffers, statusDiffers } from './faults.ts';
import { countOf } from './policy-findings.ts';

export interface ExpectedPolicy {
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
  /** Of the instruction that brought it; any when left out. */
  readonly sequence?: number;
}

/** Reads the policy back, and compares bytes, digest and status; ends with exit code 7 when they differ. */
export async function proveHeld(
  context: CommandContext,
  session: SmpSession,
  { bytes, digest, sequence }: ExpectedPolicy,
): Promise<void> {
  await context.step(
    'verify',
    'Reading the policy back',
    async () => {
      const held = await readDevicePolicy(context, session);
      if (held === undefined || !equalBytes(held.bytes, bytes)) {
        throw policyDiffers(digest, held?.digest);
      }
      const status = await session.request(TrackerStatusCommand.read, {}, { phase: 'verify' });
      const isNamed = status.pol !== undefined && equalBytes(status.pol, digest);
      if (!isNamed || (sequence !== undefined && status.seq !== sequence)) {
        throw statusDiffers(sequence ?? status.seq, status.seq);
      }
    },
    () => ({ text: [`Verified  ${countOf(bytes.length, 'byte')} read back are the same`] }),
  );
}
