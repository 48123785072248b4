import { fromHex, toHex } from '../../bytes.ts';
import { keyIdOf } from '../../crypto/key-id.ts';
import { arrayOf, at, bstr, oneOf, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import {
  isOperatorName,
  operatorNameBytesMax,
  operatorRoles,
  type TrustedKey,
} from '../operator-key.ts';
import { revocationsMax, RevokedKeyMap, type RevokedKey } from '../key/revocation-list.ts';
import { isUsableKey } from '../cose/signature-algorithm.ts';
import { bodyKind, timeSMax, type BodyContext } from './body-kind.ts';

export const trustedKeysMax = 16;

export const TrustedKeyMap = cborMap(
  'TrustedKey',
  {
    name: at(1, text('whose it is', { max: operatorNameBytesMax })),
    role: at(2, oneOf('what it may sign', operatorRoles)),
    publicKey: at(3, bstr('Ed25519, or uncompressed point of P-256', { max: 65 })),
    notAfterS: at(
      4,
      optional(uint('UTC second from which on it signs nothing', { max: timeSMax })),
    ),
  },
  { keys: 'integer', closed: true },
);

export const KeyChangeBodyMap = cborMap(
  'KeyChangeBody',
  {
    add: at(1, arrayOf(TrustedKeyMap, 'new keys', { itemsMax: trustedKeysMax })),
    revoke: at(2, arrayOf(RevokedKeyMap, 'for the revocation list', { itemsMax: revocationsMax })),
  },
  { keys: 'integer', closed: true },
);
export type KeyChangeBody = Parameters<typeof KeyChangeBodyMap.encode>[0];

/**
 * `key-change`: people come and go. A new key needs both sides. To revoke a key of the employer's side
 * one signature is enough; to revoke one of the employees' side, or one that is not known, both.
 */
export const keyChangeBody = bodyKind(KeyChangeBodyMap, {
  parts: [TrustedKeyMap, RevokedKeyMap],
  needsSecond: ({ add, revoke }, context) =>
    add.length > 0 || !revoke.every((revoked) => isEmployersSide(revoked, context)),
  broken: brokenKeyChange,
});

function isEmployersSide({ keyId }: { keyId: Uint8Array }, { keys }: BodyContext): boolean {
  const key = keys.find((candidate) => candidate.keyId === toHex(keyId));
  return key !== undefined && key.role !== 'council';
}

function brokenKeyChange({ add, revoke }: KeyChangeBody): string | undefined {
  if (add.length + revoke.length === 0) return 'at least one key to add or to revoke';
  if (!add.every(({ name }) => isOperatorName(name))) return 'keys with names';
  if (!add.every(({ publicKey }) => isUsableKey(publicKey))) {
    return 'public keys that are points of Ed25519 or of P-256';
  }
  const ids = [
    ...add.map(({ publicKey }) => keyIdOf(publicKey)),
    ...revoke.map((one) => one.keyId),
  ];
  return new Set(ids.map(toHex)).size === ids.length ? undefined : 'every key once';
}

/** The keys that a body adds, as a device keeps them. */
export function addedKeys({ add }: KeyChangeBody): readonly TrustedKey[] {
  return add.map(({ notAfterS, ...key }) => ({
    ...key,
    keyId: toHex(keyIdOf(key.publicKey)),
    ...(notAfterS === undefined ? {} : { notAfterS }),
  }));
}

/** The entries that a body puts on the revocation list. */
export function revokedKeys({ revoke }: KeyChangeBody): readonly RevokedKey[] {
  return revoke.map((entry) => ({ ...entry, keyId: toHex(entry.keyId) }));
}

/** A body from keys as the tools hold them. */
export function keyChange(
  add: readonly TrustedKey[],
  revoke: readonly RevokedKey[],
): KeyChangeBody {
  return {
    add: add.map(({ name, role, publicKey, notAfterS }) => ({ name, role, publicKey, notAfterS })),
    revoke: revoke.map((entry) => ({ ...entry, keyId: fromHex(entry.keyId) ?? new Uint8Array(0) })),
  };
}
