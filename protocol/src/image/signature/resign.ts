import { sha256 } from '@noble/hashes/sha2.js';

import { concatBytes, equalBytes } from '../../bytes.ts';
import { failed, ok, type Result } from '../../result.ts';
import type { ImageSigningKey } from './image-key.ts';
import { signatureTlvs } from './image-signature.ts';
import { readImage } from '../read.ts';
import { encodeTlvArea, TlvMagic, TlvType } from '../tlv.ts';

/** What belongs to a signature and goes with it. */
const signatureTypes: readonly number[] = [
  TlvType.keyHash,
  TlvType.publicKey,
  TlvType.rsa2048,
  TlvType.rsa3072,
  TlvType.ecdsa,
  TlvType.ed25519,
];

/**
 * The same image under another key: every signature is taken off, one is put on. Header, body,
 * protected entries and hash stay as they are, so that its name in the image state stays too; bytes
 * behind the image are left out. Faults: those of `readImage`, and `IMAGE_HASH` for an image whose
 * bytes were changed, because a new signature would hide that.
 */
export function resignImage(bytes: Uint8Array, signingKey: ImageSigningKey): Result<Uint8Array> {
  const read = readImage(bytes);
  if (!read.ok) return read;
  const { hash, hashedBytes, tlvs } = read.value;
  const hashed = bytes.slice(0, hashedBytes);
  if (!equalBytes(sha256(hashed), hash)) {
    return failed({
      code: 'IMAGE_HASH',
      expected: 'an image with the SHA-256 it states',
      came: 'it has another',
      next: 'build it again: what was changed must not get a new signature',
    });
  }
  const kept = tlvs.filter(({ type }) => !signatureTypes.includes(type));
  const entries = [...kept, ...signatureTlvs(hash, signingKey)];
  return ok(concatBytes(hashed, encodeTlvArea(TlvMagic.unprotected, entries)));
}
