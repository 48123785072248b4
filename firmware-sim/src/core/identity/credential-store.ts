import { ProvisionedBroker, arrayOf, bstr, cborMap } from '@feierabend/protocol';

import type { Flash, LinkCredentials } from '../ports.ts';
import { flashMap } from '../storage/flash-map.ts';
import type { DeviceIdentity } from './identity.ts';
import { LatestCell } from '../storage/latest-cell.ts';

const certificate = bstr('X.509 in DER', { max: 2048 });

const StoredCredentials = cborMap('StoredCredentials', {
  cert: arrayOf(certificate, 'of the device, then those that issued it', { itemsMax: 4 }),
  anchors: arrayOf(certificate, 'whom it trusts to have issued the one of a broker', {
    itemsMax: 4,
  }),
  brokers: arrayOf(ProvisionedBroker, 'in the order of preference', { itemsMax: 4 }),
  digest: bstr('SHA-256 of the provisioning record that brought them', { length: 32 }),
});
/** How the network knows the device, and the device the network. The private key lies with the identity. */
export type Credentials = Parameters<typeof StoredCredentials.encode>[0];

export class CredentialStore {
  readonly #cell: LatestCell;

  constructor(flash: Flash) {
    this.#cell = new LatestCell(flash, flashMap.credentials);
  }

  /** Undefined on a board that came from the factory without any, and when they are damaged. */
  read(): Credentials | undefined {
    const bytes = this.#cell.read();
    const stored = bytes === undefined ? undefined : StoredCredentials.decode(bytes);
    return stored?.ok === true ? stored.value : undefined;
  }

  /** False when flash did not take them. */
  write(credentials: Credentials): boolean {
    return this.#cell.write(StoredCredentials.encode(credentials));
  }
}

/** What the network port needs to be this device at its brokers; undefined on one that was provisioned without. */
export function linkCredentialsOf(
  flash: Flash,
  { tenant, device, tls }: DeviceIdentity,
): LinkCredentials | undefined {
  const stored = new CredentialStore(flash).read();
  if (stored === undefined) return undefined;
  const { cert: chain, anchors, brokers } = stored;
  return { tenant, device, chain, anchors, brokers: brokers.map(({ url }) => url), ...tls };
}
