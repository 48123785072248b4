import {
  arrayOf,
  bstr,
  cborMap,
  deriveKeyPair,
  keyIdOf,
  oneOf,
  operatorRoles,
  text,
  toHex,
  type TrustedKey,
} from '@feierabend/protocol';
import { ed25519 } from '@noble/curves/ed25519.js';

import { flashMap } from '../storage/flash-map.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { Flash, Random } from '../ports.ts';

/** What the tenant decides about a device when it is provisioned. */
export interface Provisioning {
  readonly tenant: string;
  readonly device: string;
  /** Whose instructions the device obeys, each with its role. */
  readonly trustedKeys: readonly TrustedKey[];
}

/** What the device is, with the keys that never leave it. */
export interface DeviceIdentity extends Provisioning {
  /** P-256, authenticates the device to the recipients of its reports (HPKE). */
  readonly seal: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
  /** Ed25519, signs the journal head. */
  readonly sign: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
  /** Authenticates what the device stores for itself. */
  readonly storageKey: Uint8Array;
}

const StoredKey = cborMap('StoredKey', {
  name: text('who holds the key', { max: 64 }),
  role: oneOf('what the key may sign', operatorRoles),
  key: bstr('Ed25519 public key', { max: 32 }),
});

const StoredIdentity = cborMap('StoredIdentity', {
  ten: text('tenant', { max: 64 }),
  dev: text('device', { max: 64 }),
  keys: arrayOf(StoredKey, 'trusted keys', { itemsMax: 16 }),
  seal: bstr('input key material of the sealing key', { max: 32 }),
  sign: bstr('Ed25519 seed of the signing key', { max: 32 }),
  store: bstr('storage key', { max: 32 }),
});

/** The identity cell: written once, when the device is provisioned. */
export class IdentityStore {
  readonly #cell: LatestCell;

  constructor(flash: Flash) {
    this.#cell = new LatestCell(flash, flashMap.identity);
  }

  /** The identity, or undefined: never provisioned, or damaged, which is treated alike. */
  load(): DeviceIdentity | undefined {
    const bytes = this.#cell.read();
    const stored = bytes === undefined ? undefined : StoredIdentity.decode(bytes);
    if (stored?.ok !== true) return undefined;
    const { ten, dev, keys, seal, sign, store } = stored.value;
    return {
      tenant: ten,
      device: dev,
      trustedKeys: keys.map(({ name, role, key }) => ({
        name,
        role,
        publicKey: key,
        keyId: toHex(keyIdOf(key)),
      })),
      seal: deriveKeyPair(seal),
      sign: { privateKey: sign, publicKey: ed25519.getPublicKey(sign) },
      storageKey: store,
    };
  }

  /** Makes the device's keys from its own dice and stores them with the tenant's data. */
  provision(provisioning: Provisioning, random: Random): void {
    this.#cell.write(
      StoredIdentity.encode({
        ten: provisioning.tenant,
        dev: provisioning.device,
        keys: provisioning.trustedKeys.map(({ name, role, publicKey }) => ({
          name,
          role,
          key: publicKey,
        })),
        seal: random.bytes(32),
        sign: random.bytes(32),
        store: random.bytes(32),
      }),
    );
  }
}
