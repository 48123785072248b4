import { bstr, oneOf, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand, writeCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

const group = SmpGroup.tracker;

/** The longest part that a device takes. */
export const provisioningBytesMax = 4096;

/** What makes a device one of a tenant, each sent whole and replaced whole. */
export const provisioningParts = ['names', 'keys', 'anchors', 'brokers', 'certificate'] as const;
export type ProvisioningPart = (typeof provisioningParts)[number];

export const ProvisioningWriteRequest = cborMap('ProvisioningWriteRequest', {
  part: oneOf('what this is a piece of', provisioningParts),
  off: uint('offset of the data in the part'),
  len: optional(uint(`length of the part, first request only; at most ${provisioningBytesMax}`)),
  data: bstr('the bytes'),
});
export type ProvisioningWriteRequest = Infer<typeof ProvisioningWriteRequest>;

export const ProvisioningWriteResponse = cborMap('ProvisioningWriteResponse', {
  off: uint('the offset the device wants next; the client follows it, always'),
});
export type ProvisioningWriteResponse = Infer<typeof ProvisioningWriteResponse>;

export const ProvisioningWrite = {
  write: writeCommand({
    group,
    id: 7,
    name: 'provisioning',
    request: ProvisioningWriteRequest,
    response: ProvisioningWriteResponse,
  }),
};

export const CertificateRequestReadResponse = cborMap('CertificateRequestReadResponse', {
  csr: bstr('PKCS #10 in DER, over the key that the device has made', { max: 700 }),
  seal: bstr('public key that seals reports: P-256 point, uncompressed', { length: 65 }),
  sign: bstr('public key that signs journal and receipts: Ed25519', { length: 32 }),
});
export type CertificateRequestReadResponse = Infer<typeof CertificateRequestReadResponse>;

export const CertificateRequestRead = {
  read: readCommand({
    group,
    id: 8,
    name: 'certificate request',
    request: EmptyMap,
    response: CertificateRequestReadResponse,
  }),
};

export const ProvisioningCommitResponse = cborMap('ProvisioningCommitResponse', {
  dev: text('device id'),
  ten: text('tenant'),
});
export type ProvisioningCommitResponse = Infer<typeof ProvisioningCommitResponse>;

export const ProvisioningCommit = {
  write: writeCommand({
    group,
    id: 9,
    name: 'provisioning, the end of it',
    request: EmptyMap,
    response: ProvisioningCommitResponse,
  }),
};
