import { describe, expect, it } from 'vitest';

import vectors from '../../vectors/policy.json' with { type: 'json' };
import { fromHex, toHex } from '../bytes.ts';
import { decodePolicy, encodePolicy, policyDigest } from './compiled-policy.ts';
import { evaluatePolicy } from './evaluate.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array(0);
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, item: unknown) =>
      item instanceof Uint8Array ? toHex(item) : item,
    ),
  );

describe.each(vectors.accepts)(
  'the policy vector of $name',
  ({ bytes, digest, policy, verdicts }) => {
    const decoded = decodePolicy(hex(bytes));

    it('decodes, encodes to the same bytes, and has its digest', () => {
      expect(decoded.ok && plain(decoded.value)).toEqual(policy);
      expect(decoded.ok && toHex(encodePolicy(decoded.value))).toBe(bytes);
      expect(toHex(policyDigest(hex(bytes)))).toBe(digest);
    });

    it.each(verdicts)('has its verdict at $utc', ({ utc, timeS, ...verdict }) => {
      expect(timeS).toBe(Date.parse(utc) / 1000);
      expect(decoded.ok && evaluatePolicy(decoded.value, timeS)).toEqual(verdict);
    });
  },
);

describe('a policy with', () => {
  it.each(vectors.rejects)('$name is refused', ({ bytes, code }) => {
    expect(decodePolicy(hex(bytes))).toMatchObject({ ok: false, fault: { code } });
  });
});
