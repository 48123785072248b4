import { deriveKeyPair, softwareEngine } from '@feierabend/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nativeCrypto } from './native-crypto.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('the native engine gives byte for byte what the software engine gives', () => {
  it('for AES-128-GCM of any size', () => {
    const message = fc.record({
      key: bytes(16),
      nonce: bytes(12),
      aad: fc.uint8Array({ maxLength: 80 }),
      plaintext: fc.uint8Array({ maxLength: 700 }),
    });
    fc.assert(
      fc.property(message, (options) => {
        const sealed = nativeCrypto.aesGcmKey(options.key).encrypt(options);
        expect(sealed).toEqual(softwareEngine.aesGcmKey(options.key).encrypt(options));
      }),
    );
  });

  it('for AES-128-GCM under a key that seals again and again, beside others', () => {
    const parts = fc.record({
      which: fc.nat({ max: 19 }),
      nonce: bytes(12),
      aad: fc.uint8Array({ maxLength: 80 }),
      plaintext: fc.uint8Array({ maxLength: 300 }),
    });
    const keyBytes = Array.from({ length: 20 }, (_, i) => new Uint8Array(16).fill(7 * i));
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40 }), (messages) => {
        const keys = keyBytes.map((key) => nativeCrypto.aesGcmKey(key));
        for (const { which, ...message } of messages) {
          const key = keyBytes[which] ?? new Uint8Array();
          const expected = softwareEngine.aesGcmKey(key).encrypt(message);
          expect(keys[which]?.encrypt(message)).toEqual(expected);
        }
      }),
    );
  });

  it('and no key seals after it was wiped', () => {
    const message = {
      nonce: new Uint8Array(12),
      aad: new Uint8Array(),
      plaintext: Uint8Array.of(1),
    };
    const key = nativeCrypto.aesGcmKey(new Uint8Array(16).fill(5));
    key.encrypt(message);
    key.wipe();
    expect(() => key.encrypt(message)).toThrow('a wiped key');
  });

  it('for HMAC-SHA256 of messages one after the other', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 120 }), { maxLength: 4 });
    fc.assert(
      fc.property(bytes(32), messages, (key, all) => {
        const [mine, theirs] = [nativeCrypto.hmacSha256Key(key), softwareEngine.hmacSha256Key(key)];
        for (const message of all) expect(mine(message)).toEqual(theirs(message));
      }),
    );
  });

  it('for Ed25519 signatures', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes(32), (message, seed) => {
        const signature = nativeCrypto.ed25519Sign(message, seed);
        expect(signature).toEqual(softwareEngine.ed25519Sign(message, seed));
      }),
    );
  });

  it('for keys and agreements on P-256', () => {
    fc.assert(
      fc.property(bytes(32), bytes(32), (one, other) => {
        const [mine, theirs] = [deriveKeyPair(one), deriveKeyPair(other)];
        expect(nativeCrypto.p256PublicKey(mine.privateKey)).toEqual(mine.publicKey);
        const shared = nativeCrypto.p256SharedX(mine.privateKey, theirs.publicKey);
        expect(shared).toEqual(softwareEngine.p256SharedX(mine.privateKey, theirs.publicKey));
      }),
    );
  });
});
