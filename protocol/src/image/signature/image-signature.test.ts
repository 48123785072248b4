import { expect, it } from 'vitest';

import { concatBytes } from '../../bytes.ts';
import { imagePublicKeyOf } from './image-key.ts';
import { imageSignatures, isSignedBy, signatureTlvs } from './image-signature.ts';

const digest = new Uint8Array(32).fill(0xd1);
const seed = new Uint8Array(32).fill(0x11);

it('knows its own signature, and not over another digest', () => {
  const [signature] = imageSignatures(signatureTlvs(digest, seed));
  expect(signature && isSignedBy(imagePublicKeyOf(seed), digest, signature)).toBe(true);
  const other = digest.with(0, 0);
  expect(signature && isSignedBy(imagePublicKeyOf(seed), other, signature)).toBe(false);
});

it('takes nothing from a key of small order, which would sign every image', () => {
  const smallOrder = concatBytes(Uint8Array.of(1), new Uint8Array(31));
  const value = concatBytes(smallOrder, new Uint8Array(32));
  const forged = { kind: 'ed25519', keyHash: undefined, value } as const;
  expect(isSignedBy({ kind: 'ed25519', bytes: smallOrder }, digest, forged)).toBe(false);
});
