import { concatBytes, deriveKeyPair, softwareEngine } from '@feierabend/protocol';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nativeCrypto } from './native-crypto.ts';

/** Of order eight. */
const smallOrderPoint = '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05';

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
        const { key, plaintext, ...rest } = options;
        const [mine, theirs] = [nativeCrypto.aesGcmKey(key), softwareEngine.aesGcmKey(key)];
        const sealed = mine.encrypt(options);
        expect(sealed).toEqual(theirs.encrypt(options));
        const changed = sealed.with(sealed.length - 1, (sealed.at(-1) ?? 0) ^ 1);
        for (const one of [mine, theirs]) {
          expect(one.decrypt({ ...rest, sealed })).toEqual(plaintext);
          expect(one.decrypt({ ...rest, sealed: changed })).toBeUndefined();
          expect(one.decrypt({ ...rest, sealed: sealed.slice(0, 15) })).toBeUndefined();
        }
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

  it('for Ed25519 keys, and for whether a signature is one', () => {
    const change = fc.record({ part: fc.nat({ max: 3 }), at: fc.nat(), bit: fc.nat({ max: 7 }) });
    const message = fc.uint8Array({ minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(message, bytes(32), change, (said, seed, { part, at, bit }) => {
        const publicKey = nativeCrypto.ed25519PublicKey(seed);
        expect(publicKey).toEqual(softwareEngine.ed25519PublicKey(seed));
        const parts = [said, nativeCrypto.ed25519Sign(said, seed), publicKey];
        const bytesOf = parts[part];
        // The fourth of four is left as it is.
        if (bytesOf !== undefined) {
          const place = at % bytesOf.length;
          parts[part] = bytesOf.with(place, (bytesOf[place] ?? 0) ^ (1 << bit));
        }
        const [text, signature, key] = parts as [Uint8Array, Uint8Array, Uint8Array];
        expect(nativeCrypto.ed25519Verify(text, signature, key)).toBe(part === 3);
        expect(softwareEngine.ed25519Verify(text, signature, key)).toBe(part === 3);
      }),
      { numRuns: 40 },
    );
  });

  it('for Ed25519 signatures that hold with the cofactor alone, and for keys of small order', () => {
    const { Point } = ed25519;
    const order = Point.Fn.ORDER;
    const small = Point.fromHex(smallOrderPoint);
    const secret = 12_345n;
    const publicKey = Point.BASE.multiply(secret).add(small).toBytes();
    for (let nonce = 1n; nonce <= 8n; nonce += 1n) {
      const r = Point.BASE.multiply(nonce).toBytes();
      const message = Uint8Array.of(Number(nonce));
      const digest = sha512(concatBytes(r, publicKey, message));
      const k = bytesToNumberLE(digest) % order;
      const s = numberToBytesLE((nonce + k * secret) % order, 32);
      for (const engine of [nativeCrypto, softwareEngine]) {
        expect(engine.ed25519Verify(message, concatBytes(r, s), publicKey)).toBe(true);
      }
      for (const engine of [nativeCrypto, softwareEngine]) {
        expect(engine.ed25519Verify(message, concatBytes(r, s), small.toBytes())).toBe(false);
      }
    }
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
