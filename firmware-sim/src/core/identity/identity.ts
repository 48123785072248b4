import {
  bool,
  bstr,
  cborMap,
  concatBytes,
  cryptoEngine,
  deriveKeyPair,
  optional,
  text,
  type TrustedKey,
} from '@feierabend/protocol';

import { flashMap } from '../storage/flash-map.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { Flash, Random } from '../ports.ts';

/** Whose the device is, and which one of theirs. */
export interface DeviceNames {
  readonly tenant: string;
  readonly device: string;
}

/** What a factory programs into a board that leaves it with a tenant. */
export interface Provisioning extends DeviceNames {
  /** Whose instructions the device obeys, each with its role. */
  readonly trustedKeys: readonly TrustedKey[];
}

interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** What the device is, with the keys that never leave it. */
export interface DeviceIdentity extends DeviceNames {
  /** P-256, authenticates the device to the recipients of its reports (HPKE). */
  readonly seal: KeyPair;
  /** Ed25519, signs the journal head and receipts. */
  readonly sign: KeyPair;
  /** Authenticates what the device stores for itself. */
  readonly storageKey: Uint8Array;
  /** P-256, the key of the certificate that the network knows the device by. */
  readonly tls: KeyPair;
}

const StoredIdentity = cborMap('StoredIdentity', {
  ten: text('tenant', { max: 64 }),
  dev: text('device', { max: 64 }),
  own: bool('the device is provisioned; false while it waits for its certificate'),
  sign: bstr('Ed25519 seed of the signing key', { max: 32 }),
  seal: optional(bstr('input key material of the sealing key; gone after a wipe', { max: 32 })),
  store: optional(bstr('storage key; gone after a wipe', { max: 32 })),
  tls: optional(bstr('input key material of the network key; gone after a wipe', { max: 32 })),
});
type StoredIdentity = Parameters<typeof StoredIdentity.encode>[0];

/** The identity cell: keys from the device's own dice, made once. */
export class IdentityStore {
  readonly #cell: LatestCell;

  constructor(flash: Flash) {
    this.#cell = new LatestCell(flash, flashMap.identity);
  }

  /** The identity, or undefined: never provisioned, wiped, or damaged, which is treated alike. */
  load(): DeviceIdentity | undefined {
    const stored = this.#read();
    return stored?.own === true ? identityOf(stored) : undefined;
  }

  /** The identity of a device that is being provisioned. */
  draft(): DeviceIdentity | undefined {
    const stored = this.#read();
    return stored?.own === false ? identityOf(stored) : undefined;
  }

  /** Makes the keys; false when flash did not take them. */
  create({ tenant, device }: DeviceNames, random: Random): boolean {
    // In this order: it is that of the dice.
    const [seal, sign, store] = [random.bytes(32), random.bytes(32), random.bytes(32)];
    const [ten, dev, own, tls] = [tenant, device, false, random.bytes(32)];
    return this.#cell.write(StoredIdentity.encode({ ten, dev, own, seal, sign, store, tls }));
  }

  /** The one operation that makes a device the tenant's; false when there is nothing to complete, or flash is worn. */
  complete(): boolean {
    const stored = this.#read();
    if (stored === undefined || dataKeysOf(stored) === undefined) return false;
    return stored.own || this.#cell.write(StoredIdentity.encode({ ...stored, own: true }));
  }

  /** Leaves the signing key only; false when the others could not be read back as gone. */
  dropDataKeys(): boolean {
    const stored = this.#read();
    if (stored === undefined) return false;
    const { ten, dev, own, sign } = stored;
    const isDropped =
      stored.seal === undefined || this.#cell.write(StoredIdentity.encode({ ten, dev, own, sign }));
    return isDropped && this.#cell.scrub();
  }

  /** The key that signs, which is the last to go. */
  signer(): KeyPair | undefined {
    const stored = this.#read();
    return stored && signerOf(stored);
  }

  #read(): StoredIdentity | undefined {
    const bytes = this.#cell.read();
    const stored = bytes === undefined ? undefined : StoredIdentity.decode(bytes);
    return stored?.ok === true ? stored.value : undefined;
  }
}

/** An identity in as few objects as it can be: its secret keys, too, so these are for RAM only. */
export interface IdentityRam extends DeviceNames {
  readonly keys: Uint8Array;
}

const keyPlaces = [
  ['seal', 'publicKey', 65],
  ['seal', 'privateKey', 32],
  ['sign', 'publicKey', 32],
  ['sign', 'privateKey', 32],
  ['tls', 'publicKey', 65],
  ['tls', 'privateKey', 32],
] as const;

export function packIdentity(identity: DeviceIdentity): IdentityRam {
  const keys = keyPlaces.map(([name, half]) => identity[name][half]);
  const { tenant, device, storageKey } = identity;
  return { tenant, device, keys: concatBytes(...keys, storageKey) };
}

export function unpackIdentity({ tenant, device, keys }: IdentityRam): DeviceIdentity {
  let at = 0;
  const next = (length: number) => {
    at += length;
    return keys.subarray(at - length, at);
  };
  const [sealPublic, sealPrivate, signPublic, signPrivate, tlsPublic, tlsPrivate] = keyPlaces.map(
    ([, , length]) => next(length),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  return {
    tenant,
    device,
    seal: { publicKey: sealPublic, privateKey: sealPrivate },
    sign: { publicKey: signPublic, privateKey: signPrivate },
    tls: { publicKey: tlsPublic, privateKey: tlsPrivate },
    storageKey: next(32),
  };
}

function identityOf(stored: StoredIdentity): DeviceIdentity | undefined {
  const keys = dataKeysOf(stored);
  if (keys === undefined) return undefined;
  return {
    tenant: stored.ten,
    device: stored.dev,
    seal: deriveKeyPair(keys.seal),
    sign: signerOf(stored),
    storageKey: keys.store,
    tls: deriveKeyPair(keys.tls),
  };
}

/** What a wipe takes; undefined when that is gone. */
function dataKeysOf({ seal, store, tls }: StoredIdentity) {
  return seal === undefined || store === undefined || tls === undefined
    ? undefined
    : { seal, store, tls };
}

function signerOf({ sign }: StoredIdentity): KeyPair {
  return { privateKey: sign, publicKey: cryptoEngine().ed25519PublicKey(sign) };
}
