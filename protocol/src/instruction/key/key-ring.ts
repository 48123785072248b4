import { failed, ok, type Failed, type Result } from '../../result.ts';
import {
  addedKeys,
  revokedKeys,
  trustedKeysMax,
  type KeyChangeBody,
} from '../body/key-change-body.ts';
import type { TrustedKey } from '../operator-key.ts';
import { revocationsMax, type RevokedKey } from './revocation-list.ts';

/** Whom a device trusts, and whom it trusts no more. */
export interface KeyRing {
  readonly keys: readonly TrustedKey[];
  readonly revoked: readonly RevokedKey[];
}

/**
 * The ring after a key change, or why it cannot be: a revoked key never comes back, one person has
 * one key, and somebody must be left on each side who could sign the next change. Revoked keys leave
 * {@link KeyRing.keys}.
 */
export function changeKeys(ring: KeyRing, body: KeyChangeBody): Result<KeyRing> {
  const [add, revoke] = [addedKeys(body), revokedKeys(body)];
  const known = new Set(ring.revoked.map(({ keyId }) => keyId));
  const revoked = [...ring.revoked, ...revoke.filter(({ keyId }) => !known.has(keyId))];
  const dead = new Set(revoked.map(({ keyId }) => keyId));
  if (add.some(({ keyId }) => dead.has(keyId))) return refuse('keys that were never revoked');
  const added = new Set(add.map(({ keyId }) => keyId));
  const keys = [...ring.keys.filter(({ keyId }) => !dead.has(keyId) && !added.has(keyId)), ...add];
  if (keys.length > trustedKeysMax || revoked.length > revocationsMax) {
    return refuse(`at most ${trustedKeysMax} keys, and ${revocationsMax} revoked ones`);
  }
  if (new Set(keys.map(({ name }) => name)).size !== keys.length) {
    return refuse('one key for one name, the old one revoked with the change');
  }
  const isLeft = (...roles: readonly string[]) => keys.some(({ role }) => roles.includes(role));
  if (!isLeft('administrator', 'controller') || !isLeft('council')) {
    return refuse("a key left on the employer's side and one on the employees'");
  }
  return ok({ keys, revoked });
}

function refuse(expected: string): Failed {
  return failed({
    code: 'KEY_CHANGE_REFUSED',
    expected,
    came: 'the change would leave another ring of keys',
    next: 'sign a change that adds the new keys together with revoking the old ones',
  });
}
