import { concatBytes } from '../bytes.ts';
import { failed, ok, type Result } from '../result.ts';
import { cryptoEngine } from './engine.ts';
import { authDecap, authEncap, labeledExpand, labeledExtract } from './hpke-kem.ts';

const none = new Uint8Array(0);
/**
 * "HPKE", DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: RFC 9180 section 5.1 and the
 * registries of section 7.
 */
const suite = concatBytes(
  new TextEncoder().encode('HPKE'),
  Uint8Array.of(0x00, 0x10, 0x00, 0x01, 0x00, 0x01),
);
const modeAuth = 0x02;

export interface HpkeAuthSealOptions {
  readonly recipientPublicKey: Uint8Array;
  readonly senderPrivateKey: Uint8Array;
  /**
   * Fresh for every call; whoever calls owns the dice. Two messages under one ephemeral key reuse a
   * nonce.
   */
  readonly ephemeralPrivateKey: Uint8Array;
  readonly info: Uint8Array;
  readonly aad: Uint8Array;
  readonly plaintext: Uint8Array;
}

export interface HpkeSealed {
  /** 65 bytes: the ephemeral public key. */
  readonly enc: Uint8Array;
  /** Sixteen bytes longer than the plaintext. */
  readonly ciphertext: Uint8Array;
}

/**
 * Single-shot encryption in auth mode, RFC 9180 section 6.1. Throws UsageError HPKE_KEY for a key
 * that is none.
 */
export function hpkeAuthSeal(options: HpkeAuthSealOptions): HpkeSealed {
  const { enc, sharedSecret } = authEncap(options);
  const { key, baseNonce } = hpkeAuthKeySchedule(sharedSecret, options.info);
  const { aad, plaintext } = options;
  const ciphertext = cryptoEngine().aesGcmKey(key).encrypt({ nonce: baseNonce, aad, plaintext });
  return { enc, ciphertext };
}

export interface HpkeAuthOpenOptions {
  readonly enc: Uint8Array;
  readonly recipientPrivateKey: Uint8Array;
  readonly senderPublicKey: Uint8Array;
  readonly info: Uint8Array;
  readonly aad: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/**
 * Opens what {@link hpkeAuthSeal} sealed; fault HPKE_OPEN unless sender, recipient, info and aad
 * are all the same.
 */
export function hpkeAuthOpen(options: HpkeAuthOpenOptions): Result<Uint8Array> {
  const sharedSecret = authDecap(options);
  if (sharedSecret === undefined) return refused('a key was no point of the curve');
  const { key, baseNonce } = hpkeAuthKeySchedule(sharedSecret, options.info);
  const { aad, ciphertext: sealed } = options;
  const plaintext = cryptoEngine().aesGcmKey(key).decrypt({ nonce: baseNonce, aad, sealed });
  return plaintext === undefined ? refused('its seal did not match') : ok(plaintext);
}

/** KeySchedule of RFC 9180 section 5.1 for auth mode, as far as a single message needs it. */
export function hpkeAuthKeySchedule(sharedSecret: Uint8Array, info: Uint8Array) {
  const context = concatBytes(
    Uint8Array.of(modeAuth),
    labeledExtract(suite, none, 'psk_id_hash', none),
    labeledExtract(suite, none, 'info_hash', info),
  );
  const prk = labeledExtract(suite, sharedSecret, 'secret', none);
  return {
    key: labeledExpand(suite, { prk, label: 'key', info: context, bytes: 16 }),
    baseNonce: labeledExpand(suite, { prk, label: 'base_nonce', info: context, bytes: 12 }),
  };
}

function refused(came: string) {
  return failed({
    code: 'HPKE_OPEN',
    expected: 'a message sealed by the named sender to this recipient',
    came,
    next: 'check sender, recipient, and what both sides bind the message to',
  });
}
