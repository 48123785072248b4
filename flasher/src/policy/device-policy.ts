import {
  DataError,
  decodePolicy,
  readStoredPolicy,
  type CompiledPolicy,
  type StoredPolicy,
} from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import type { SmpSession } from '../session/smp-session.ts';

export interface DevicePolicy extends StoredPolicy {
  readonly compiled: CompiledPolicy;
}

/**
 * Reads the policy back, checks it against its digest, and decodes it; undefined when the device
 * has none.
 */
export async function readDevicePolicy(
  { signal }: CommandContext,
  session: SmpSession,
): Promise<DevicePolicy | undefined> {
  const phase = 'the policy read-back';
  const stored = await readStoredPolicy(session.client, { phase, signal });
  if (stored === undefined) return undefined;
  const decoded = decodePolicy(stored.bytes);
  if (decoded.ok) return { ...stored, compiled: decoded.value };
  throw new DataError({
    code: 'VERIFY_POLICY_FORM',
    expected: `the device to hold a policy this tool can read (${decoded.fault.expected})`,
    came: decoded.fault.came,
    next: 'use the tool of the same release as the firmware, or apply the policy again',
  });
}
