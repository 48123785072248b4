import { describe, expect, it } from 'vitest';

import { encodeBatch } from './batch-codec.ts';
import { decodeCorrection, encodeCorrection, isCorrection } from './correction.ts';

const correction = {
  instruction: new Uint8Array(32).fill(7),
  fromS: 1_789_000_000,
  untilS: 1_789_086_400,
  subject: 'mileage',
  statement: 'Towed from Passau to Regensburg',
  distanceM: 118_000,
} as const;

describe('a correction', () => {
  it('is read as it was written, and is no batch', () => {
    const bytes = encodeCorrection(correction);
    expect(decodeCorrection(bytes)).toEqual({ ok: true, value: correction });
    expect(isCorrection(bytes)).toBe(true);
    const { distanceM: _without, ...same } = correction;
    expect(isCorrection(encodeCorrection(same))).toBe(true);
    expect(isCorrection(encodeBatch([{ kind: 'event', timeS: 1, event: 'boot' }]))).toBe(false);
  });

  it('is refused with a byte more or less', () => {
    const bytes = encodeCorrection(correction);
    expect(decodeCorrection(bytes.subarray(1)).ok).toBe(false);
    expect(decodeCorrection(new Uint8Array([...bytes, 0])).ok).toBe(false);
  });
});
