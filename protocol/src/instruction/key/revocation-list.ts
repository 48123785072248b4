import { fromHex, toHex } from '../../bytes.ts';
import { failed, ok, type Result } from '../../result.ts';
import { arrayOf, at, bstr, oneOf, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';

export const revocationReasons = ['lost', 'compromised', 'left', 'replaced'] as const;
export type RevocationReason = (typeof revocationReasons)[number];

/** A key that signs nothing more, for good. */
export interface RevokedKey {
  /** 16 hexadecimal digits. */
  readonly keyId: string;
  readonly why: RevocationReason;
  /** UTC second of the decision, for the record; a device acts when it gets to know. */
  readonly revokedS: number;
}

export const revocationsMax = 64;

export const RevokedKeyMap = cborMap(
  'RevokedKey',
  {
    keyId: at(1, bstr('key id', { length: 8 })),
    why: at(2, oneOf('why', revocationReasons)),
    revokedS: at(3, uint('UTC second of the decision', { max: 0xffff_ffff })),
  },
  { keys: 'integer', closed: true },
);

export const RevocationListMap = cborMap(
  'RevocationList',
  {
    version: at(1, uint('1', { max: 1 })),
    keys: at(2, arrayOf(RevokedKeyMap, 'in the order of revocation', { itemsMax: revocationsMax })),
  },
  { keys: 'integer', closed: true },
);

/** The list as a device stores it and hands it out. Throws {@link UsageError} `SCHEMA_RANGE`. */
export function encodeRevocationList(keys: readonly RevokedKey[]): Uint8Array {
  const entries = keys.map((key) => ({ ...key, keyId: fromHex(key.keyId) ?? new Uint8Array(0) }));
  return RevocationListMap.encode({ version: 1, keys: entries });
}

/** Reads what {@link encodeRevocationList} writes. Never throws. */
export function decodeRevocationList(bytes: Uint8Array): Result<readonly RevokedKey[]> {
  const list = RevocationListMap.decode(bytes);
  if (!list.ok) return list;
  const keys = list.value.keys.map((key) => ({ ...key, keyId: toHex(key.keyId) }));
  if (list.value.version === 1 && new Set(keys.map(({ keyId }) => keyId)).size === keys.length) {
    return ok(keys);
  }
  return failed({
    code: 'REVOCATION_LIST',
    expected: 'a revocation list of version 1 with every key once',
    came: 'it differs',
    next: 'have the key changes sent to the device again',
  });
}
