import { expect, it } from 'vitest';

import { concatBytes } from '../bytes.ts';
import { signStatement, verifyStatement } from './device-signature.ts';
import { samplePublicKey, sampleSeed } from './sample-journal.suite.ts';

const statement = { label: 'feierabend/1 test', bytes: Uint8Array.of(0xa0) };
const signature = signStatement(statement, sampleSeed);

it('verifies a statement under its own label only', () => {
  expect(verifyStatement(statement, signature, samplePublicKey)).toBe(true);
  const moved = { ...statement, label: 'feierabend/1 other' };
  expect(verifyStatement(moved, signature, samplePublicKey)).toBe(false);
});

it('verifies nothing under a key of small order, which would vouch for everything', () => {
  const smallOrder = concatBytes(Uint8Array.of(1), new Uint8Array(31));
  const forged = concatBytes(smallOrder, new Uint8Array(32));
  expect(verifyStatement(statement, forged, smallOrder)).toBe(false);
});

it('takes what is no signature and no key as such', () => {
  expect(verifyStatement(statement, signature.subarray(1), samplePublicKey)).toBe(false);
  expect(verifyStatement(statement, signature, samplePublicKey.subarray(1))).toBe(false);
});
