import { sha256 } from '@noble/hashes/sha2.js';

import { equalBytes } from '../../bytes.ts';
import { DataError } from '../../errors.ts';
import {
  ProvisioningRecord,
  ProvisionWrite,
  type ProvisioningRecord as Provisioning,
} from '../groups/tracker-provisioning-group.ts';
import { ChunkWriter } from './chunk-writer.ts';
import type { SmpClient } from './client.ts';
import type { SendInstructionOptions } from './instruction-transfer.ts';

/**
 * Provisions a blank device (64/8). It belongs to the tenant when this returns, and starts work with
 * the next reset; or a {@link SmpRefusal} says why not, and the device is as blank as before.
 */
export async function sendProvisioning(
  client: SmpClient,
  provisioning: Provisioning,
  options: SendInstructionOptions,
): Promise<void> {
  const bytes = ProvisioningRecord.encode(provisioning);
  const len = bytes.length;
  const { lastAnswer } = await new ChunkWriter(client, {
    ...options,
    command: ProvisionWrite.write,
    bytes,
    requestFor: (off, data) => (off === 0 ? { off, len, data } : { off, data }),
    params: options,
    phase: 'the provisioning',
  }).run();
  const { digest } = lastAnswer;
  if (digest !== undefined && equalBytes(digest, sha256(bytes))) return;
  throw new DataError({
    code: 'SMP_RECEIPT',
    expected: 'the device to name the provisioning it stored by its SHA-256',
    came: digest === undefined ? 'its last answer had none' : 'it named another one',
    next: 'read the status of the device before you rely on it',
  });
}
