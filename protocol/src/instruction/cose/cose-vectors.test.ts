import { describe, expect, it } from 'vitest';

import vectors from '../../../vectors/cose.json' with { type: 'json' };
import { fromHex, toHex } from '../../bytes.ts';
import { decodeCbor } from '../../cbor.ts';
import { keyIdOf } from '../../crypto/key-id.ts';
import {
  countersignCose,
  decodeCoseSign1,
  encodeCoseSign1,
  signCose,
  verifyCose,
  verifyCountersignature,
} from '../cose-sign1.ts';
import { signatureStructure } from './cose-structure.ts';
import {
  algorithmOfKey,
  publicKeyFor,
  signatureAlgorithms,
  signBytes,
  verifyLeniently,
  verifyStrictly,
} from './signature-algorithm.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array(0);
const algorithmIds: ReadonlyMap<unknown, string> = new Map([
  [-8, 'Ed25519'],
  [-7, 'ES256'],
]);

/** A COSE_Sign1 as RFC 9052 section 4.2 allows it, with any tag, without the rules of our profile. */
function takeApart(message: Uint8Array) {
  const tagBytes = message[0] === 0xd2 ? 1 : message[0] === 0xd9 ? 3 : 0;
  const read = decodeCbor(message.subarray(tagBytes), { useMaps: true });
  const [outer, unprotected, payload, signature] = (read.ok ? read.value : []) as [
    Uint8Array,
    ReadonlyMap<number, unknown>,
    Uint8Array,
    Uint8Array,
  ];
  const inner = decodeCbor(outer, { useMaps: true });
  const header = (inner.ok ? inner.value : new Map()) as ReadonlyMap<number, unknown>;
  // Section 4.4: an empty protected header is signed as an empty byte string.
  const protectedHeader = header.size === 0 ? new Uint8Array(0) : outer;
  const algorithm = algorithmIds.get(header.get(1) ?? unprotected.get(1));
  return { protectedHeader, algorithm, payload, signature };
}

describe('the examples of the COSE working group', () => {
  it.each(vectors.examples)('verify, or not: $name', (example) => {
    const { protectedHeader, algorithm, payload, signature } = takeApart(hex(example.message));
    const bytes = signatureStructure(protectedHeader, payload, hex(example.externalData));
    const publicKey = hex(example.publicKey);
    const own = signatureAlgorithms.find((candidate) => candidate === algorithm);
    const isValid = own !== undefined && verifyLeniently(own, { bytes, signature, publicKey });
    expect(isValid).toBe(example.verifies);
    if (example.verifies) expect(toHex(bytes)).toBe(example.toBeSigned);
    if (own !== undefined) expect(own).toBe(example.algorithm);
  });

  it.each(vectors.examples)('are refused by the profile: $name', ({ message, refusedBecause }) => {
    expect(refusedBecause.length).toBeGreaterThan(0);
    expect(decodeCoseSign1(hex(message)).ok).toBe(false);
  });

  it('come out byte for byte where the algorithm has no dice', () => {
    const example = vectors.examples.find(({ algorithm }) => algorithm === 'Ed25519');
    const signature = signBytes(
      'Ed25519',
      hex(example?.toBeSigned ?? ''),
      hex(example?.privateKey ?? ''),
    );
    expect(example?.message.endsWith(toHex(signature))).toBe(true);
  });
});

describe('the messages of the profile', () => {
  it.each(vectors.messages)('are written and verified: $name', (vector) => {
    const keyFrom = (publicHex: string, privateHex: string) => {
      const publicKey = hex(publicHex);
      const algorithm = algorithmOfKey(publicKey) ?? 'Ed25519';
      expect(publicKeyFor(algorithm, hex(privateHex))).toEqual(publicKey);
      return { algorithm, publicKey, keyId: keyIdOf(publicKey), privateKey: hex(privateHex) };
    };
    const first = keyFrom(vector.publicKey, vector.privateKey);
    const signed = signCose(new TextEncoder().encode('This is the content.'), first);
    const { secondPublicKey, secondPrivateKey } = vector;
    const second =
      secondPublicKey === undefined ? undefined : keyFrom(secondPublicKey, secondPrivateKey ?? '');
    const message = second === undefined ? signed : countersignCose(signed, second);
    expect(toHex(encodeCoseSign1(message))).toBe(vector.message);
    expect(decodeCoseSign1(hex(vector.message))).toEqual({ ok: true, value: message });
    expect(verifyCose(message, first.publicKey)).toBe(true);
    expect(verifyCountersignature(message, second?.publicKey ?? first.publicKey)).toBe(
      second !== undefined,
    );
  });
});

const orderOfP256 = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

describe('ES256', () => {
  it.each(vectors.deterministic)('signs $text as RFC 6979 does', (vector) => {
    const bytes = new TextEncoder().encode(vector.text);
    const publicKey = publicKeyFor('ES256', hex(vector.privateKey)) ?? new Uint8Array(0);
    const published = hex(vector.signature);
    const s = BigInt(`0x${vector.signature.slice(64)}`);
    const isLow = s <= orderOfP256 / 2n;
    const lowS = (isLow ? s : orderOfP256 - s).toString(16).padStart(64, '0');
    const made = signBytes('ES256', bytes, hex(vector.privateKey));
    expect(toHex(made)).toBe(vector.signature.slice(0, 64) + lowS);
    expect(verifyLeniently('ES256', { bytes, signature: published, publicKey })).toBe(true);
    expect(verifyStrictly('ES256', { bytes, signature: published, publicKey })).toBe(isLow);
    expect(verifyStrictly('ES256', { bytes, signature: made, publicKey })).toBe(true);
  });

  it('has no key of zero, of the order of the curve, or of another length', () => {
    for (const scalar of ['00'.repeat(32), orderOfP256.toString(16), '01']) {
      expect(publicKeyFor('ES256', hex(scalar))).toBeUndefined();
    }
  });

  it('verifies nothing with a point off the curve, or with the key of the other algorithm', () => {
    const [vector] = vectors.messages;
    const decoded = decodeCoseSign1(hex(vector?.message ?? ''));
    if (!decoded.ok) throw new TypeError('the vector is broken');
    const point = hex(vector?.publicKey ?? '');
    expect(verifyCose(decoded.value, point)).toBe(true);
    point[64] = (point[64] ?? 0) ^ 1;
    expect(verifyCose(decoded.value, point)).toBe(false);
    expect(verifyCose(decoded.value, new Uint8Array(32).fill(1))).toBe(false);
  });
});
