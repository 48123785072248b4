import { arrayOf, bstr, oneOf, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand, writeCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';

const group = SmpGroup.tracker;

/** The longest provisioning record that a device takes. */
export const provisioningBytesMax = 12_288;

/**
 * Members of the European Economic Area by ISO 3166-1, Greece as GR: where personal data stays under
 * the GDPR.
 */
export const eeaCountries = [
  ...(['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR'] as const),
  ...(['HU', 'IE', 'IS', 'IT', 'LI', 'LT', 'LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT'] as const),
  ...(['RO', 'SE', 'SI', 'SK'] as const),
] as const;

export const CertificateRequestRequest = cborMap('CertificateRequestRequest', {
  ten: text('the tenant it shall belong to', { max: 63 }),
  dev: text('the device it shall be', { max: 63 }),
});
export type CertificateRequestRequest = Infer<typeof CertificateRequestRequest>;

export const CertificateRequestResponse = cborMap('CertificateRequestResponse', {
  csr: bstr('PKCS #10 request in DER, over a key that was made on the device', { max: 900 }),
});
export type CertificateRequestResponse = Infer<typeof CertificateRequestResponse>;

export const CertificateRequestRead = {
  read: readCommand({
    group,
    id: 7,
    name: 'certificate request',
    request: CertificateRequestRequest,
    response: CertificateRequestResponse,
  }),
};

/** A broker that the device may connect to. */
export const ProvisionedBroker = cborMap(
  'ProvisionedBroker',
  {
    url: text('its address: mqtts://host:port', { max: 200 }),
    region: oneOf('where its data centre stands: a country of the EEA', eeaCountries),
  },
  { closed: true },
);

const certificate = bstr('X.509 in DER', { max: 2048 });

/** What makes a blank device one of a tenant's. No private key is among it. */
export const ProvisioningRecord = cborMap(
  'ProvisioningRecord',
  {
    ten: text('tenant, as in the certificate request', { max: 63 }),
    dev: text('device, as in the certificate request', { max: 63 }),
    cert: arrayOf(certificate, 'the certificate of the device, then those that issued it', {
      itemsMax: 4,
    }),
    anchors: arrayOf(certificate, 'whom it trusts to have issued the certificate of a broker', {
      itemsMax: 4,
    }),
    brokers: arrayOf(ProvisionedBroker, 'in the order of preference', { itemsMax: 4 }),
    keys: bstr('whom it obeys: body of a key change, over a ring without keys', { max: 7168 }),
  },
  { closed: true },
);
export type ProvisioningRecord = Infer<typeof ProvisioningRecord>;

export const ProvisionWriteRequest = cborMap('ProvisionWriteRequest', {
  off: uint('offset of the data in the provisioning record'),
  len: optional(uint(`length of the record, first request only; at most ${provisioningBytesMax}`)),
  data: bstr('the bytes'),
});
export type ProvisionWriteRequest = Infer<typeof ProvisionWriteRequest>;

export const ProvisionWriteResponse = cborMap('ProvisionWriteResponse', {
  off: uint('the offset the device wants next; the client follows it, always'),
  digest: optional(bstr('last answer only: SHA-256 of the record', { length: 32 })),
});
export type ProvisionWriteResponse = Infer<typeof ProvisionWriteResponse>;

export const ProvisionWrite = {
  write: writeCommand({
    group,
    id: 8,
    name: 'provisioning',
    request: ProvisionWriteRequest,
    response: ProvisionWriteResponse,
  }),
};
