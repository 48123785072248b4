import {
  addedKeys,
  arrayOf,
  cborMap,
  changeKeys,
  fromHex,
  keyIdOf,
  RevokedKeyMap,
  toHex,
  TrustedKeyMap,
  type KeyChangeBody,
  type KeyRing,
  type TrustedKey,
} from '@feierabend/protocol';

import { flashMap } from '../storage/flash-map.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { Trust } from '../orders/trust.ts';
import type { Flash } from '../ports.ts';
import type { DeviceNames } from './identity.ts';

const StoredRing = cborMap('StoredRing', {
  keys: arrayOf(TrustedKeyMap, 'whom the device obeys', { itemsMax: 16 }),
  revoked: arrayOf(RevokedKeyMap, 'keys that sign nothing more', { itemsMax: 64 }),
  former: arrayOf(TrustedKeyMap, 'keys that have signed what may still be stored', {
    itemsMax: 64,
  }),
});

const nobody: KeyRing = { keys: [], revoked: [] };

/**
 * The people a device obeys.
 *
 * **Invariant:** a ring that is lost or damaged is a device that obeys nobody; the keys it left the factory with do not come
 * back.
 */
export class KeyStore {
  readonly #cell: LatestCell;

  constructor(flash: Flash) {
    this.#cell = new LatestCell(flash, flashMap.keys);
  }

  get ring(): KeyRing {
    return this.#read().ring;
  }

  /** The first keys of a device; false when flash did not take them. */
  begin(keys: readonly TrustedKey[], revoked: KeyRing['revoked'] = []): boolean {
    return this.#store({ keys, revoked }, []);
  }

  /** Whether a ring can be left after the change: see {@link changeKeys}. */
  accepts(body: KeyChangeBody): boolean {
    return changeKeys(this.ring, body).ok;
  }

  /** Adds and revokes in one operation; false when flash did not take it. */
  change(body: KeyChangeBody): boolean {
    const { ring, former: before } = this.#read();
    const next = changeKeys(ring, body);
    if (!next.ok) return false;
    const added = new Set(addedKeys(body).map(({ keyId }) => keyId));
    const kept = new Set(next.value.keys.map(({ keyId }) => keyId));
    const left = ring.keys.filter(({ keyId }) => added.has(keyId) || !kept.has(keyId));
    const ids = new Set(left.map(({ keyId }) => keyId));
    const former = [...before.filter(({ keyId }) => !ids.has(keyId)), ...left];
    return this.#store(next.value, former);
  }

  /** Whose instructions are accepted now. */
  trust({ tenant, device }: DeviceNames, groups: readonly string[]): Trust {
    const { keys, revoked } = this.ring;
    return { tenant, device, groups, keys, revoked };
  }

  /** Whose signatures are known on what was accepted before. */
  storedTrust({ tenant, device }: DeviceNames, groups: readonly string[]): Trust {
    const { ring, former } = this.#read();
    return { tenant, device, groups, keys: [...ring.keys, ...former], revoked: ring.revoked };
  }

  /** Flash is asked each time: instructions are rare, and keys are many bytes. */
  #read(): { readonly ring: KeyRing; readonly former: readonly TrustedKey[] } {
    const bytes = this.#cell.read();
    const stored = bytes === undefined ? undefined : StoredRing.decode(bytes);
    if (stored?.ok !== true) return { ring: nobody, former: [] };
    const { keys, revoked, former } = stored.value;
    const ring = {
      keys: keys.map(trusted),
      revoked: revoked.map((entry) => ({ ...entry, keyId: toHex(entry.keyId) })),
    };
    return { ring, former: former.map(trusted) };
  }

  #store(ring: KeyRing, former: readonly TrustedKey[]): boolean {
    const revoked = ring.revoked.map((entry) => ({
      ...entry,
      keyId: fromHex(entry.keyId) ?? new Uint8Array(8),
    }));
    const record = { keys: ring.keys.map(plain), revoked, former: former.slice(-64).map(plain) };
    return this.#cell.write(StoredRing.encode(record));
  }
}

type StoredKey = Parameters<typeof TrustedKeyMap.encode>[0];

function plain({ name, role, publicKey, notAfterS }: TrustedKey): StoredKey {
  return { name, role, publicKey, notAfterS };
}

function trusted({ name, role, publicKey, notAfterS }: StoredKey): TrustedKey {
  const keyId = toHex(keyIdOf(publicKey));
  return { keyId, name, role, publicKey, notAfterS };
}
