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
        const sealed = nativeCrypto.aesGcmEncrypt(options);
        expect(sealed).toEqual(softwareEngine.aesGcmEncrypt(options));
      }),
    );
  });

  it('for HMAC-SHA-256', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.uint8Array({ maxLength: 300 }),
        (key, message) => {
          const tag = nativeCrypto.hmacSha256(key, message);
          expect(tag).toEqual(softwareEngine.hmacSha256(key, message));
        },
      ),
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
