import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toHex } from '../bytes.ts';
import { decodePolicy, encodePolicy } from './compiled-policy.ts';
import { samplePolicy } from './sample-policy.suite.ts';

const sampleBytes = encodePolicy(samplePolicy);

describe('the policy decoder', () => {
  it('never throws on random bytes, and accepts nothing but its own encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const decoded = decodePolicy(bytes);
        if (decoded.ok) expect(toHex(encodePolicy(decoded.value))).toBe(toHex(bytes));
        else expect(decoded.fault.code).toBe('POLICY_INVALID');
      }),
      { numRuns: 1000 },
    );
  });

  it('accepts a damaged policy only if the damage is itself a valid policy', () => {
    const damage = fc.record({
      at: fc.nat(sampleBytes.length - 1),
      byte: fc.nat(255),
      cut: fc.option(fc.nat(sampleBytes.length), { nil: sampleBytes.length, freq: 4 }),
    });
    fc.assert(
      fc.property(damage, ({ at, byte, cut }) => {
        const bytes = new Uint8Array(sampleBytes.subarray(0, cut));
        if (at < bytes.length) bytes[at] = byte;
        const decoded = decodePolicy(bytes);
        if (decoded.ok) expect(toHex(encodePolicy(decoded.value))).toBe(toHex(bytes));
      }),
      { numRuns: 1000 },
    );
  });
});
