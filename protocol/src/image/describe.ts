import { sha256 } from '@noble/hashes/sha2.js';

import { equalBytes, toHex } from '../bytes.ts';
import type { FaultParts } from '../errors.ts';
import { ImageFlag } from './header.ts';
import { typedPublicKey, type ImagePublicKey, type TypedImageKey } from './signature/image-key.ts';
import { imageSignatures, isSignedBy, type ImageSignature } from './signature/image-signature.ts';
import { imageKeyHash } from './signature/key-hash.ts';
import { readImage, type FirmwareImage } from './read.ts';
import { TlvType, type TlvEntry } from './tlv.ts';
import { formatVersion } from './version.ts';

/** One thing an image says, and what it means. */
export interface ImageFact {
  /** Stable, for programs: `version`, `signature`. Facts of one name may come more than once. */
  readonly name: string;
  readonly value: string;
  /** For people; a whole sentence without its stop. */
  readonly meaning: string;
  /** Whether the fact was checked: true and good, true and bad, or nothing to check. */
  readonly check?: 'good' | 'bad';
}

export interface ImageDescription {
  readonly facts: readonly ImageFact[];
  /** Why the image could not be read to its end; the facts are those before that. */
  readonly fault?: FaultParts;
}

/**
 * Explains an image: everything it says about itself, in the order it lies there, each fact with
 * its meaning. Signatures are checked against the keys that are given; whether to trust the image
 * is for `verifyImage`.
 */
export function describeImage(
  bytes: Uint8Array,
  publicKeys: readonly ImagePublicKey[] = [],
): ImageDescription {
  const keys = publicKeys.map(typedPublicKey);
  const read = readImage(bytes);
  if (!read.ok) return { facts: [], fault: read.fault };
  const image = read.value;
  const facts = [
    ...headerFacts(image),
    ...protectedFacts(image),
    ...hashFacts(image, bytes),
    ...signatureFacts(image, keys),
    ...otherFacts(image),
    ...lengthFacts(image, bytes),
  ];
  return { facts };
}

function headerFacts({ header, version }: FirmwareImage): ImageFact[] {
  const flags = Object.entries(ImageFlag).filter(([, bit]) => (header.flags & bit) !== 0);
  return [
    {
      name: 'version',
      value: formatVersion(version),
      meaning: 'the version of the firmware; boards compare it when they refuse downgrades',
    },
    {
      name: 'header',
      value: `${header.headerBytes} bytes`,
      meaning: 'the code starts behind it, so the slot address plus this is where it was linked to',
    },
    { name: 'body', value: `${header.bodyBytes} bytes`, meaning: 'the firmware itself' },
    ...(header.loadAddress === 0
      ? []
      : [
          {
            name: 'load address',
            value: `0x${header.loadAddress.toString(16)}`,
            meaning: 'the boot loader copies the image there, or it was linked to run there',
          },
        ]),
    ...flags.map(([flag]) => ({ name: 'flag', value: flag, meaning: flagMeanings[flag] ?? '' })),
  ];
}

const flagMeanings: Readonly<Record<string, string>> = {
  encryptedAes128: 'the body is encrypted with AES-128: nothing but the header can be checked here',
  encryptedAes256: 'the body is encrypted with AES-256: nothing but the header can be checked here',
  nonBootable: 'the image belongs to another one and is not started itself',
  ramLoad: 'the image is copied to RAM before it starts',
  romFixed: 'the image runs from the address in its header and nowhere else',
  compressedLzma1: 'the body is compressed with LZMA1',
  compressedLzma2: 'the body is compressed with LZMA2',
};

function protectedFacts(image: FirmwareImage): ImageFact[] {
  const { securityCounter, boardId, dependencies } = image;
  return [
    {
      name: 'security counter',
      value: securityCounter === undefined ? 'none' : String(securityCounter),
      meaning:
        securityCounter === undefined
          ? 'a board that keeps a counter refuses the image'
          : 'a board that has stored a higher one refuses the image',
    },
    {
      name: 'board',
      value: boardId === undefined ? 'unknown' : toHex(boardId),
      meaning:
        boardId === undefined
          ? 'the image does not say what board it is for'
          : 'the image is for boards of this class alone',
    },
    ...dependencies.map(({ image: number, versionMin }) => ({
      name: 'dependency',
      value: `image ${number} at ${formatVersion(versionMin)} or above`,
      meaning: 'the boot loader starts the image only beside that one',
    })),
  ];
}

function hashFacts({ hash, hashedBytes }: FirmwareImage, bytes: Uint8Array): ImageFact[] {
  const isTrue = equalBytes(sha256(bytes.subarray(0, hashedBytes)), hash);
  return [
    {
      name: 'hash',
      value: toHex(hash),
      meaning: isTrue
        ? 'the name of the image in every image state; the bytes have this SHA-256'
        : 'the bytes have another SHA-256: the file is damaged, changed or encrypted',
      check: isTrue ? 'good' : 'bad',
    },
  ];
}

function signatureFacts({ tlvs, hash }: FirmwareImage, keys: readonly TypedImageKey[]) {
  const signatures = imageSignatures(tlvs);
  if (signatures.length === 0) {
    const meaning = 'no board that checks signatures starts the image';
    return [{ name: 'signature', value: 'none', meaning, check: 'bad' as const }];
  }
  return signatures.map((signature): ImageFact => {
    const { kind, keyHash } = signature;
    const named = keyHash === undefined ? 'no key named' : `key ${toHex(keyHash)}`;
    return { name: 'signature', value: `${kind}, ${named}`, ...judge(signature, hash, keys) };
  });
}

function judge(
  signature: ImageSignature,
  hash: Uint8Array,
  keys: readonly TypedImageKey[],
): Pick<ImageFact, 'meaning' | 'check'> {
  const { keyHash } = signature;
  const key = keys.find((one) => keyHash !== undefined && equalBytes(imageKeyHash(one), keyHash));
  if (key === undefined) return { meaning: 'by a key that was not given, so it was not checked' };
  return isSignedBy(key, hash, signature)
    ? { meaning: 'true, and by a key that was given', check: 'good' }
    : { meaning: 'false, although it names a key that was given', check: 'bad' };
}

/** Entries with a fact of their own. */
const explained: readonly number[] = [
  TlvType.keyHash,
  TlvType.sha256,
  TlvType.ecdsa,
  TlvType.ed25519,
];
const explainedProtected: readonly number[] = [
  TlvType.securityCounter,
  TlvType.boardId,
  TlvType.dependency,
];

function otherFacts({ protectedTlvs, tlvs }: FirmwareImage): ImageFact[] {
  const names = new Map(Object.entries(TlvType).map(([name, type]) => [type as number, name]));
  const nameOf = (type: number) => names.get(type) ?? 'unknown';
  const fact = (area: string) => (entry: TlvEntry) => ({
    name: 'entry',
    value: `0x${entry.type.toString(16)} (${nameOf(entry.type)}), ${entry.value.length} bytes`,
    meaning: `kept and not interpreted; ${area}`,
  });
  return [
    ...protectedTlvs
      .filter(({ type }) => !explainedProtected.includes(type))
      .map(fact('the hash covers it')),
    ...tlvs
      .filter(({ type }) => !explained.includes(type))
      .map(fact('nothing covers it, anybody could have added it')),
  ];
}

function lengthFacts({ totalBytes }: FirmwareImage, bytes: Uint8Array): ImageFact[] {
  const behind = bytes.length - totalBytes;
  const facts = [
    { name: 'image', value: `${totalBytes} bytes`, meaning: 'header, body and both TLV areas' },
  ];
  if (behind === 0) return facts;
  const meaning = 'erased flash, padding or a trailer behind the image; no part of it';
  return [...facts, { name: 'behind', value: `${behind} bytes`, meaning }];
}
