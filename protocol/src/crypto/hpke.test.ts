import { gcm } from '@noble/ciphers/aes.js';
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { describe, expect, it } from 'vitest';

import { fromHex, toHex } from '../bytes.ts';
import { UsageError } from '../errors.ts';
import { hpkeAuthKeySchedule, hpkeAuthOpen, hpkeAuthSeal } from './hpke.ts';
import {
  authDecap,
  authEncap,
  deriveKeyPair,
  hpkePublicKeyOf,
  isHpkePublicKey,
} from './hpke-kem.ts';

function hex(text: string): Uint8Array {
  const bytes = fromHex(text.replaceAll(/\s/gu, ''));
  if (bytes === undefined) throw new TypeError(`no hexadecimal: ${text}`);
  return bytes;
}

/** RFC 9180, appendix A.3.3: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, auth mode. */
const rfc = {
  info: hex('4f6465206f6e2061204772656369616e2055726e'),
  ikmE: hex('798d82a8d9ea19dbc7f2c6dfa54e8a6706f7cdc119db0813dacf8440ab37c857'),
  skEm: hex('6b8de0873aed0c1b2d09b8c7ed54cbf24fdf1dfc7a47fa501f918810642d7b91'),
  ikmR: hex('7bc93bde8890d1fb55220e7f3b0c107ae7e6eda35ca4040bb6651284bf0747ee'),
  pkRm: hex(`04423e363e1cd54ce7b7573110ac121399acbc9ed815fae03b72ffbd4c18b01836
    835c5a09513f28fc971b7266cfde2e96afe84bb0f266920e82c4f53b36e1a78d`),
  skRm: hex('d929ab4be2e59f6954d6bedd93e638f02d4046cef21115b00cdda2acb2a4440e'),
  ikmS: hex('874baa0dcf93595a24a45a7f042e0d22d368747daaa7e19f80a802af19204ba8'),
  pkSm: hex(`04a817a0902bf28e036d66add5d544cc3a0457eab150f104285df1e293b5c10eef
    8651213e43d9cd9086c80b309df22cf37609f58c1127f7607e85f210b2804f73`),
  skSm: hex('1120ac99fb1fccc1e8230502d245719d1b217fe20505c7648795139d177f0de9'),
  enc: hex(`042224f3ea800f7ec55c03f29fc9865f6ee27004f818fcbdc6dc68932c1e52e15b
    79e264a98f2c535ef06745f3d308624414153b22c7332bc1e691cb4af4d53454`),
  sharedSecret: 'd4aea336439aadf68f9348880aa358086f1480e7c167b6ef15453ba69b94b44f',
  key: '19aa8472b3fdc530392b0e54ca17c0f5',
  baseNonce: 'b390052d26b67a5b8a8fcaa4',
  plaintext: hex('4265617574792069732074727574682c20747275746820626561757479'),
  encryptions: [
    {
      sequence: 0,
      aad: hex('436f756e742d30'),
      ciphertext:
        '82ffc8c44760db691a07c5627e5fc2c08e7a86979ee79b494a17cc3405446ac2bdb8f265db4a099ed3289ffe19',
    },
    {
      sequence: 1,
      aad: hex('436f756e742d31'),
      ciphertext:
        'b0a705a54532c7b4f5907de51c13dffe1e08d55ee9ba59686114b05945494d96725b239468f1229e3966aa1250',
    },
    {
      sequence: 256,
      aad: hex('436f756e742d323536'),
      ciphertext:
        '28e874512f8940fafc7d06135e7589f6b4198bc0f3a1c64702e72c9e6abaf9f05cb0d2f11b03a517898815c934',
    },
  ],
};

describe('HPKE in auth mode gives the values of RFC 9180 A.3.3', () => {
  it.each([
    ['ephemeral', rfc.ikmE, rfc.skEm, rfc.enc],
    ['recipient', rfc.ikmR, rfc.skRm, rfc.pkRm],
    ['sender', rfc.ikmS, rfc.skSm, rfc.pkSm],
  ])('derives the %s key pair', (_who, ikm, privateKey, publicKey) => {
    expect(deriveKeyPair(ikm)).toEqual({ privateKey, publicKey });
    expect(hpkePublicKeyOf(privateKey)).toEqual(publicKey);
  });

  it('agrees on the shared secret from both ends', () => {
    const sent = authEncap({
      recipientPublicKey: rfc.pkRm,
      senderPrivateKey: rfc.skSm,
      ephemeralPrivateKey: rfc.skEm,
    });
    expect(toHex(sent.enc)).toBe(toHex(rfc.enc));
    expect(toHex(sent.sharedSecret)).toBe(rfc.sharedSecret);
    const received = authDecap({
      enc: rfc.enc,
      recipientPrivateKey: rfc.skRm,
      senderPublicKey: rfc.pkSm,
    });
    expect(received).toEqual(sent.sharedSecret);
  });

  it.each(rfc.encryptions)('schedules key and nonce for message $sequence', (message) => {
    const { key, baseNonce } = hpkeAuthKeySchedule(hex(rfc.sharedSecret), rfc.info);
    expect(toHex(key)).toBe(rfc.key);
    expect(toHex(baseNonce)).toBe(rfc.baseNonce);
    const nonce = baseNonce.slice();
    const view = new DataView(nonce.buffer);
    view.setUint32(8, view.getUint32(8) ^ message.sequence);
    const sealed = gcm(key, nonce, message.aad).encrypt(rfc.plaintext);
    expect(toHex(sealed)).toBe(message.ciphertext);
  });

  it('seals and opens the first message', () => {
    const [first] = rfc.encryptions;
    const sealed = hpkeAuthSeal({
      recipientPublicKey: rfc.pkRm,
      senderPrivateKey: rfc.skSm,
      ephemeralPrivateKey: rfc.skEm,
      info: rfc.info,
      aad: first?.aad ?? new Uint8Array(),
      plaintext: rfc.plaintext,
    });
    expect(toHex(sealed.enc)).toBe(toHex(rfc.enc));
    expect(toHex(sealed.ciphertext)).toBe(first?.ciphertext);
    const opened = hpkeAuthOpen({
      ...sealed,
      recipientPrivateKey: rfc.skRm,
      senderPublicKey: rfc.pkSm,
      info: rfc.info,
      aad: first?.aad ?? new Uint8Array(),
    });
    expect(opened).toEqual({ ok: true, value: rfc.plaintext });
  });
});

const aad = hex('00ff');
const message = {
  recipientPublicKey: rfc.pkRm,
  senderPrivateKey: rfc.skSm,
  ephemeralPrivateKey: rfc.skEm,
  info: rfc.info,
  aad,
  plaintext: rfc.plaintext,
};

describe('HPKE in auth mode refuses', () => {
  const sealed = hpkeAuthSeal(message);
  const right = {
    ...sealed,
    recipientPrivateKey: rfc.skRm,
    senderPublicKey: rfc.pkSm,
    info: rfc.info,
    aad,
  };
  const flipped = sealed.ciphertext.slice();
  flipped[0] = (flipped[0] ?? 0) ^ 1;
  const offCurve = rfc.enc.slice();
  offCurve[64] = (offCurve[64] ?? 0) ^ 1;

  it.each([
    ['another recipient', { ...right, recipientPrivateKey: rfc.skEm }],
    ['another sender', { ...right, senderPublicKey: rfc.pkRm }],
    ['other info', { ...right, info: aad }],
    ['other authenticated data', { ...right, aad: rfc.info }],
    ['a changed ciphertext', { ...right, ciphertext: flipped }],
    ['a ciphertext shorter than its tag', { ...right, ciphertext: hex('00') }],
    ['an ephemeral key off the curve', { ...right, enc: offCurve }],
    ['a compressed ephemeral key', { ...right, enc: hex(`02${toHex(rfc.enc.slice(1, 33))}`) }],
    ['an ephemeral key of zeros', { ...right, enc: new Uint8Array(65) }],
    ['an empty ephemeral key', { ...right, enc: new Uint8Array() }],
  ])('%s', (_what, options) => {
    expect(hpkeAuthOpen(options)).toMatchObject({ ok: false, fault: { code: 'HPKE_OPEN' } });
  });

  it.each([
    ['a recipient key off the curve', { recipientPublicKey: offCurve }],
    ['a sender key of zeros', { senderPrivateKey: new Uint8Array(32) }],
    ['an ephemeral key above the order', { ephemeralPrivateKey: new Uint8Array(32).fill(0xff) }],
  ])('to seal with %s', (_what, wrong) => {
    expect(() => hpkeAuthSeal({ ...message, ...wrong })).toThrow(UsageError);
  });

  it('to derive a key pair from too little', () => {
    expect(() => deriveKeyPair(new Uint8Array(31))).toThrow(UsageError);
  });

  it('bytes that are no point as a public key', () => {
    expect(isHpkePublicKey(rfc.pkRm)).toBe(true);
    expect(isHpkePublicKey(offCurve)).toBe(false);
    expect(isHpkePublicKey(new Uint8Array(65))).toBe(false);
    expect(isHpkePublicKey(rfc.pkRm.slice(0, 64))).toBe(false);
  });
});

describe('HPKE in auth mode meets another implementation', () => {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  });
  const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer;

  it('which opens what we seal', async () => {
    const sealed = hpkeAuthSeal(message);
    const opened = await suite.open(
      {
        recipientKey: await suite.kem.deserializePrivateKey(buffer(rfc.skRm)),
        senderPublicKey: await suite.kem.deserializePublicKey(buffer(rfc.pkSm)),
        enc: buffer(sealed.enc),
        info: buffer(rfc.info),
      },
      buffer(sealed.ciphertext),
      buffer(aad),
    );
    expect(new Uint8Array(opened)).toEqual(rfc.plaintext);
  });

  it('and seals what we open', async () => {
    const senderKey = await suite.kem.deriveKeyPair(buffer(rfc.ikmS));
    const recipientPublicKey = await suite.kem.deserializePublicKey(buffer(rfc.pkRm));
    const sealed = await suite.seal(
      { recipientPublicKey, senderKey, info: buffer(rfc.info) },
      buffer(rfc.plaintext),
      buffer(aad),
    );
    const opened = hpkeAuthOpen({
      enc: new Uint8Array(sealed.enc),
      recipientPrivateKey: rfc.skRm,
      senderPublicKey: rfc.pkSm,
      info: rfc.info,
      aad,
      ciphertext: new Uint8Array(sealed.ct),
    });
    expect(opened).toEqual({ ok: true, value: rfc.plaintext });
  });
});
