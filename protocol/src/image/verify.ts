import { sha256 } from '@noble/hashes/sha2.js';

import { equalBytes, toHex } from '../bytes.ts';
import { failed, type Failed, type Result } from '../result.ts';
import { ImageFlag } from './header.ts';
import { typedPublicKey, type ImagePublicKey, type TypedImageKey } from './signature/image-key.ts';
import { imageSignatures, isSignedBy } from './signature/image-signature.ts';
import { imageKeyHash } from './signature/key-hash.ts';
import { readImage, type FirmwareImage } from './read.ts';
import { TlvType } from './tlv.ts';

export interface ImageTrust {
  /** Plain bytes are an Ed25519 key, 32 bytes; a signature by one of the keys is enough. */
  readonly publicKeys: readonly ImagePublicKey[];
  /** The board at hand; an image that names another one is refused, one that names none is not. */
  readonly boardId?: Uint8Array;
  /** The counter the board has stored; an image with a lower one, or none, is refused. */
  readonly securityCounterMin?: number;
}

/** Each one costs a verification; release keys in exchange are two, and images of others have one. */
const signaturesMax = 8;

const encryptedFlags = ImageFlag.encryptedAes128 | ImageFlag.encryptedAes256;

/**
 * Reads an image and checks everything that can be checked before it is sent or started: sizes,
 * hash, signature, board and counter, in this order. Faults: those of `readImage`, and
 * `IMAGE_HASH`, `IMAGE_UNSIGNED`, `IMAGE_KEY`, `IMAGE_SIGNATURE`, `IMAGE_BOARD`, `IMAGE_COUNTER`.
 * Bytes behind the image are not looked at.
 */
export function verifyImage(bytes: Uint8Array, trust: ImageTrust): Result<FirmwareImage> {
  const publicKeys = trust.publicKeys.map(typedPublicKey);
  const read = readImage(bytes);
  if (!read.ok) return read;
  const image = read.value;
  const digest = sha256(bytes.subarray(0, image.hashedBytes));
  return (
    hashFault(image, digest) ??
    signatureFault(image, digest, publicKeys) ??
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
  publicKeys: readonly TypedImageKey[],
): Failed | undefined {
  const signatures = imageSignatures(image.tlvs);
  if (signatures.length === 0) {
    return failed({
      code: 'IMAGE_UNSIGNED',
      expected: 'an image with an Ed25519 or ECDSA P-256 signature (TLV 0x24 or 0x22)',
      came: otherSignature(image),
      next: 'sign it with an Ed25519 or a P-256 key',
    });
  }
  if (signatures.length > signaturesMax) {
    return failed({
      code: 'IMAGE_TLV',
      expected: `at most ${signaturesMax} signatures on an image`,
      came: `it has ${signatures.length}`,
      next: 'sign it again, with the keys that boards trust alone',
    });
  }
  const named = signatures.flatMap((signature) =>
    publicKeys.filter((key) => names(signature.keyHash, key)).map((key) => ({ key, signature })),
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
  if (named.some(({ key, signature }) => isSignedBy(key, digest, signature))) return undefined;
  return failed({
    code: 'IMAGE_SIGNATURE',
    expected: 'a true signature over the SHA-256 of the image',
    came: 'the signature does not fit',
    next: 'sign the image again, in the default mode of imgtool',
  });
}

function names(keyHash: Uint8Array | undefined, key: TypedImageKey): boolean {
  return keyHash !== undefined && equalBytes(imageKeyHash(key), keyHash);
}

function otherSignature({ tlvs }: FirmwareImage): string {
  const others: readonly number[] = [TlvType.rsa2048, TlvType.rsa3072];
  const other = tlvs.find(({ type }) => others.includes(type));
  return other === undefined
    ? 'it is not signed'
    : `its signature is of another kind (TLV 0x${other.type.toString(16)})`;
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
