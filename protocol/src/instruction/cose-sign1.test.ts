import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';

import { concatBytes, fromHex, toHex } from '../bytes.ts';
import { encodeCbor, type CborValue } from '../cbor.ts';
import {
  countersignCose,
  decodeCoseSign1,
  encodeCoseSign1,
  signCose,
  verifyCose,
  verifyCountersignature,
} from './cose-sign1.ts';

const hex = (text: string) => fromHex(text.replaceAll(' ', '')) ?? new Uint8Array(0);
const ascii = (text: string) => new TextEncoder().encode(text);

const first = { keyId: hex('0102030405060708'), privateKey: new Uint8Array(32).fill(1) };
const second = { keyId: hex('1112131415161718'), privateKey: new Uint8Array(32).fill(2) };
const payload = ascii('This is the content.');
const signed = signCose(payload, first);
const countersigned = countersignCose(signed, second);
const firstKey = ed25519.getPublicKey(first.privateKey);
const secondKey = ed25519.getPublicKey(second.privateKey);

// Written out by hand: {1: -8, 4: kid} is a2 01 27 04 48 kid, thirteen bytes.
const firstHeader = hex('a2 01 27 04 48 0102030405060708');
const secondHeader = hex('a2 01 27 04 48 1112131415161718');

describe('COSE_Sign1', () => {
  it('signs the Sig_structure of RFC 9052', () => {
    const structure = concatBytes(
      hex('84 6a'),
      ascii('Signature1'),
      hex('4d'),
      firstHeader,
      hex('40 54'),
      payload,
    );
    expect(toHex(signed.signature)).toBe(toHex(ed25519.sign(structure, first.privateKey)));
    expect(verifyCose(signed, firstKey)).toBe(true);
  });

  it('countersigns the Countersign_structure of RFC 9338 with the first signature in it', () => {
    const structure = concatBytes(
      hex('86 72'),
      ascii('CounterSignatureV2'),
      hex('4d'),
      firstHeader,
      hex('4d'),
      secondHeader,
      hex('40 54'),
      payload,
      hex('81 58 40'),
      signed.signature,
    );
    const { countersignature } = countersigned;
    expect(toHex(countersignature?.signature ?? new Uint8Array(0))).toBe(
      toHex(ed25519.sign(structure, second.privateKey)),
    );
    expect(verifyCountersignature(countersigned, secondKey)).toBe(true);
  });

  it('is an untagged array of four, with the countersignature under label 11', () => {
    const bytes = encodeCoseSign1(countersigned);
    const head = concatBytes(
      hex('84 4d'),
      firstHeader,
      hex('a1 0b 83 4d'),
      secondHeader,
      hex('a0 58 40'),
    );
    expect(toHex(bytes.slice(0, head.length))).toBe(toHex(head));
    expect(decodeCoseSign1(bytes)).toEqual({ ok: true, value: countersigned });
    expect(decodeCoseSign1(encodeCoseSign1(signed))).toEqual({ ok: true, value: signed });
  });

  it('verifies with no other key, payload, header or signature', () => {
    expect(verifyCose(signed, secondKey)).toBe(false);
    expect(verifyCose({ ...signed, payload: ascii('That is the content.') }, firstKey)).toBe(false);
    expect(verifyCose({ ...signed, protectedHeader: secondHeader }, firstKey)).toBe(false);
    const resigned = { ...countersigned, signature: signCose(payload, second).signature };
    expect(verifyCountersignature(resigned, secondKey)).toBe(false);
    expect(verifyCountersignature(signed, secondKey)).toBe(false);
  });

  it('verifies nothing with a key of small order or of a wrong length', () => {
    const smallOrder = concatBytes(Uint8Array.of(1), new Uint8Array(31));
    const forged = { ...signed, signature: concatBytes(smallOrder, new Uint8Array(32)) };
    expect(verifyCose(forged, smallOrder)).toBe(false);
    expect(verifyCose(signed, new Uint8Array(31))).toBe(false);
  });
});

const empty = new Map<number, CborValue>();
const sig = new Uint8Array(64);
const header = (...pairs: readonly (readonly [number, CborValue])[]) => encodeCbor(new Map(pairs));
const kid = new Uint8Array(8);
const second3 = [firstHeader, empty, sig];

describe('the COSE_Sign1 decoder', () => {
  it.each<[string, CborValue]>([
    ['another item', 1],
    ['three items', [firstHeader, empty, payload]],
    ['a detached payload', [firstHeader, empty, null, sig]],
    ['a short signature', [firstHeader, empty, payload, sig.slice(1)]],
    ['an empty protected header', [new Uint8Array(0), empty, payload, sig]],
    ['another algorithm', [header([1, -35], [4, kid]), empty, payload, sig]],
    ['no kid', [header([1, -8]), empty, payload, sig]],
    ['a long kid', [header([1, -8], [4, new Uint8Array(9)]), empty, payload, sig]],
    ['a further protected header', [header([1, -8], [3, 0], [4, kid]), empty, payload, sig]],
    ['a kid in the unprotected header', [firstHeader, new Map([[4, kid]]), payload, sig]],
    ['an abbreviated countersignature', [firstHeader, new Map([[12, sig]]), payload, sig]],
    ['two countersignatures', [firstHeader, new Map([[11, [second3, second3]]]), payload, sig]],
    [
      'a countersignature beside another header',
      [
        firstHeader,
        new Map<number, CborValue>([
          [3, 0],
          [11, second3],
        ]),
        payload,
        sig,
      ],
    ],
    [
      'a countersignature with an unprotected header',
      [firstHeader, new Map([[11, [firstHeader, new Map([[4, kid]]), sig]]]), payload, sig],
    ],
  ])('refuses %s', (_name, value) => {
    expect(decodeCoseSign1(encodeCbor(value))).toMatchObject({
      ok: false,
      fault: { code: 'COSE_INVALID' },
    });
  });

  it('refuses the tag, and any other encoding of the same message', () => {
    const bytes = encodeCoseSign1(signed);
    expect(decodeCoseSign1(concatBytes(Uint8Array.of(0xd2), bytes)).ok).toBe(false);
    expect(decodeCoseSign1(concatBytes(bytes, Uint8Array.of(0))).ok).toBe(false);
    const indefinite = concatBytes(Uint8Array.of(0x9f), bytes.slice(1), Uint8Array.of(0xff));
    expect(decodeCoseSign1(indefinite).ok).toBe(false);
    const longHeader = concatBytes(hex('84 58 0d'), bytes.slice(2));
    expect(decodeCoseSign1(longHeader).ok).toBe(false);
  });
});
