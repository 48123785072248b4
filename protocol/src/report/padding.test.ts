import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { UsageError } from '../errors.ts';
import { paddedBytes, paddingSteps, padToStep, unpad } from './padding.ts';

describe('Padding', () => {
  it.each([
    [0, 64],
    [63, 64],
    [64, 128],
    [191, 192],
    [192, 256],
    [4095, 4096],
    [4096, 8192],
    [8191, 8192],
    [8192, 12_288],
  ])('makes %d bytes %d', (bytes, padded) => {
    expect(paddedBytes(bytes)).toBe(padded);
    expect(padToStep(new Uint8Array(bytes)).length).toBe(padded);
  });

  it('has steps in ascending order', () => {
    expect(paddingSteps.toSorted((a, b) => a - b)).toEqual(paddingSteps);
  });

  it('comes off again, whatever the bytes end with', () => {
    const steps = fc.constantFrom(paddingSteps, [16], [1, 7]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), steps, (bytes, chosen) => {
        expect(unpad(padToStep(bytes, chosen))).toEqual({ ok: true, value: bytes });
      }),
    );
    expect(unpad(padToStep(Uint8Array.of(0x80, 0, 0)))).toEqual({
      ok: true,
      value: Uint8Array.of(0x80, 0, 0),
    });
  });

  it.each([
    ['nothing', []],
    ['zeros alone', [0, 0]],
    ['another last byte', [0x80, 1, 0]],
  ])('is missing from %s', (_what, bytes) => {
    expect(unpad(Uint8Array.from(bytes))).toMatchObject({
      ok: false,
      fault: { code: 'PADDING_INVALID' },
    });
  });

  it('needs a step', () => {
    expect(() => padToStep(new Uint8Array(1), [])).toThrow(UsageError);
  });
});
