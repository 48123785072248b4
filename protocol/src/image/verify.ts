import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';

import { equalBytes, toHex } from '../bytes.ts';
import { UsageError } from '../errors.ts';
import { failed, type Failed, type Result } from '../result.ts';
import { ImageFlag } from './header.ts';
import { imageKeyHash, imagePublicKeyBytes } from './key-hash.ts';
import { readImage, type FirmwareImage } from './read.ts';
import { TlvType } from './tlv.ts';

export interface ImageTrust {
  /** Ed25519 public keys, 32 bytes each; a signature by one of them is enough. */
  readonly publicKeys: readonly Uint8Array[];
  /** The board at hand; an image that names another one is refused, one that names none is not. */
  readonly boardId?: Uint8Array;
  /** The counter the board has stored; an image with a lower one, or none, is refused. */
  readonly securityCounterMin?: number;
}

const encryptedFlags = ImageFlag.encryptedAes128 | ImageFlag.encryptedAes256;

interface Signature {
  readonly keyHash: Uint8Array | undefined;
  readonly value: Uint8Array;
}

/**
 * Reads an image and checks everything that can be checked before it is sent or started: sizes, hash, signature, board and
 * counter, in this order. Faults: those of `readImage`, and `IMAGE_HASH`, `IMAGE_UNSIGNED`, `IMAGE_KEY`, `IMAGE_SIGNATURE`,
 * `IMAGE_BOARD`, `IMAGE_COUNTER`. Bytes behind the image are not looked at.
 */
export function verifyImage(bytes: Uint8Array, trust: ImageTrust): Result<FirmwareImage> {
  requireKeys(trust.publicKeys);
  const read = readImage(bytes);
  if (!read.ok) return read;
  const image = read.value;
  const digest = sha256(bytes.subarray(0, image.hashedBytes));
  return (
    hashFault(image, digest) ??
    signatureFault(image, digest, trust.publicKeys) ??
    boardFault(image, trust.boardId) ??
    counterFault(image, trust.securityCounterMin) ??
    read
  );
}

function hashFault(image: FirmwareImage, digest: Uint8Array): Failed | undefined {
  if (equalBytes(digest, image.hash)) return undefined;
  const encrypted = (image.header.flags & encryptedFlags) !== 0;
  return failed({
    code: 'IMAGE_HASH',
    expected: `an image with the SHA-256 ${toHex(image.hash).slice(0, 16)}... it states`,
    came: encrypted ? 'it is encrypted' : `its bytes have ${toHex(digest).slice(0, 16)}...`,
    next: encrypted
      ? 'give the image as it was before encryption'
      : 'the file is damaged or was changed: build it again, or copy it again',
  });
}

function signatureFault(
  image: FirmwareImage,
  digest: Uint8Array,
  publicKeys: readonly Uint8Array[],
): Failed | undefined {
  const signatures = signaturesOf(image);
  if (signatures.length === 0) {
    return failed({
      code: 'IMAGE_UNSIGNED',
      expected: 'an image with an Ed25519 signature (TLV 0x24)',
      came: otherSignature(image),
      next: 'sign it with an Ed25519 key',
    });
  }
  const named = signatures.flatMap(({ keyHash, value }) =>
    publicKeys
      .filter((key) => keyHash !== undefined && equalBytes(imageKeyHash(key), keyHash))
      .map((key) => ({ key, value })),
  );
  if (named.length === 0) {
    const keyHash = signatures[0]?.keyHash;
    return failed({
      code: 'IMAGE_KEY',
      expected: `an image signed by one of ${publicKeys.length} trusted keys`,
      came: keyHash ? `it names the key ${toHex(keyHash).slice(0, 16)}...` : 'it names no key',
      next: 'use the image of your own release, or add its public key to the trusted ones',
    });
  }
  if (named.some(({ key, value }) => isSignedBy(key, digest, value))) return undefined;
  return failed({
    code: 'IMAGE_SIGNATURE',
    expected: 'a true Ed25519 signature over the SHA-256 of the image',
    came: 'the signature does not fit',
    next: 'sign the image again, in the default mode of imgtool',
  });
}

/** As MCUboot reads them: a key hash names the key of the signatures behind it. */
function signaturesOf({ tlvs }: FirmwareImage): readonly Signature[] {
  let keyHash: Uint8Array | undefined;
  const signatures: Signature[] = [];
  for (const { type, value } of tlvs) {
    if (type === TlvType.keyHash) keyHash = value;
    if (type === TlvType.ed25519) signatures.push({ keyHash, value });
  }
  return signatures;
}

function otherSignature({ tlvs }: FirmwareImage): string {
  const others: readonly number[] = [TlvType.rsa2048, TlvType.rsa3072, TlvType.ecdsa];
  const other = tlvs.find(({ type }) => others.includes(type));
  return other === undefined
    ? 'it is not signed'
    : `its signature is of another kind (TLV 0x${other.type.toString(16)})`;
}

function isSignedBy(key: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  try {
    // RFC 8032 strictly: no second encoding of a point, no key of small order.
    return ed25519.verify(signature, digest, key, { zip215: false });
  } catch {
    return false;
  }
}

function boardFault(image: FirmwareImage, boardId: Uint8Array | undefined): Failed | undefined {
  if (boardId === undefined || image.boardId === undefined) return undefined;
  if (equalBytes(image.boardId, boardId)) return undefined;
  return failed({
    code: 'IMAGE_BOARD',
    expected: `an image for the board ${toHex(boardId)}`,
    came: `it is for ${toHex(image.boardId)}`,
    next: 'use the image that was built for this board',
  });
}

function counterFault(image: FirmwareImage, minimum: number | undefined): Failed | undefined {
  const counter = image.securityCounter;
  if (minimum === undefined || (counter !== undefined && counter >= minimum)) return undefined;
  return failed({
    code: 'IMAGE_COUNTER',
    expected: `an image with a security counter of ${minimum} or more`,
    came: counter === undefined ? 'it has none' : `it has ${counter}`,
    next: 'use a newer image; this one was withdrawn',
  });
}

function requireKeys(publicKeys: readonly Uint8Array[]): void {
  const wrong = publicKeys.find((key) => key.length !== imagePublicKeyBytes);
  if (wrong === undefined) return;
  throw new UsageError({
    code: 'IMAGE_KEY',
    expected: `Ed25519 public keys of ${imagePublicKeyBytes} bytes`,
    came: `one has ${wrong.length}`,
    next: 'give the raw key, without its DER or PEM wrapping',
  });
}
