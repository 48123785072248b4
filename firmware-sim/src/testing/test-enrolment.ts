import {
  CertificateRequestRead,
  encodeInstructionBody,
  sendProvisioning,
  type ProvisioningRecord,
  type TrustedKey,
} from '@feierabend/protocol';

import { anchor } from './test-authority.ts';
import { provisioning } from './test-tenant.ts';
import type { TestTracker } from './test-tracker.ts';

export const enrolmentNames = { ten: 'acme', dev: 'van-7' };

const plain = ({ name, role, publicKey }: TrustedKey) => ({ name, role, publicKey });

/** The people of a tenant, as a provisioning record has them. */
export function people(keys: readonly TrustedKey[] = provisioning.trustedKeys): Uint8Array {
  return encodeInstructionBody('key-change', { add: keys.map(plain), revoke: [] });
}

/** Asks a blank device for its certificate request. */
export async function requestFrom(world: TestTracker, asked = enrolmentNames): Promise<Uint8Array> {
  return (await world.client.request(CertificateRequestRead.read, asked)).csr;
}

export function recordWith(
  certificate: Uint8Array,
  parts: Partial<ProvisioningRecord> = {},
): ProvisioningRecord {
  return {
    ...enrolmentNames,
    cert: [certificate],
    anchors: [anchor()],
    brokers: [{ url: 'mqtts://broker.example:8883', region: 'DE' as const }],
    keys: people(),
    ...parts,
  };
}

export function sendRecord(world: TestTracker, record: ProvisioningRecord) {
  return sendProvisioning(world.client, record, { bufferBytes: 1024, bufferCount: 4 });
}
