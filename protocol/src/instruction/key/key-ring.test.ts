import { describe, expect, it } from 'vitest';

import { keyChange } from '../body/key-change-body.ts';
import { changeKeys, type KeyRing } from './key-ring.ts';
import { createOperatorKey, trustedKeyOf, type TrustedKey } from '../operator-key.ts';
import { newcomer, revoked } from '../sample-bodies.suite.ts';
import { people, sampleContext } from '../sample-instruction.suite.ts';

const ring: KeyRing = { keys: sampleContext.keys, revoked: [] };
const change = (
  add: readonly TrustedKey[],
  revoke: readonly TrustedKey[],
  from: KeyRing = ring,
): KeyRing | string => {
  const changed = changeKeys(from, keyChange(add, revoke.map(revoked)));
  return changed.ok ? changed.value : changed.fault.expected;
};

describe('a change of keys', () => {
  it('adds keys, and moves revoked ones to the list', () => {
    const changed = change([newcomer], [people.admin]);
    expect(changed).toEqual({
      keys: [
        ...ring.keys.filter(({ keyId }) => keyId !== people.admin.keyId),
        trustedKeyOf(newcomer),
      ],
      revoked: [revoked(people.admin)],
    });
  });

  it('never trusts a revoked key again', () => {
    const without = change([], [people.admin]) as KeyRing;
    expect(change([people.admin], [], without)).toMatch(/never revoked/u);
    expect(change([], [people.admin], without)).toEqual(without);
  });

  it('may revoke a key that the device does not know, before anybody brings it', () => {
    const warned = change([], [people.stranger]) as KeyRing;
    expect(warned.keys).toEqual(ring.keys);
    expect(change([people.stranger], [], warned)).toMatch(/never revoked/u);
  });

  it('keeps somebody on each side who could sign the next change', () => {
    expect(change([], [people.council])).toMatch(/on each|side/u);
    expect(change([], [people.admin, people.controller])).toMatch(/side/u);
    expect(change([newcomer], [people.admin, people.controller])).toBeTypeOf('object');
  });

  it('gives one person one key', () => {
    const second = { ...newcomer, name: people.admin.name };
    expect(change([second], [])).toMatch(/one key for one name/u);
    expect(change([second], [people.admin])).toBeTypeOf('object');
  });

  it('may change the expiry of a key it has', () => {
    const later = { ...trustedKeyOf(people.admin), notAfterS: 1_900_000_000 };
    expect((change([later], []) as KeyRing).keys).toContainEqual(later);
  });

  it('stays within what a device can hold', () => {
    const crowd = Array.from({ length: 12 }, (_, i) =>
      createOperatorKey({ name: `P${i}`, role: 'reader', seed: new Uint8Array(32).fill(50 + i) }),
    );
    expect(change(crowd, [])).toMatch(/at most 16 keys/u);
    expect(change(crowd.slice(1), [])).toBeTypeOf('object');
  });
});
