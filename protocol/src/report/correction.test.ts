import { describe, expect, it } from 'vitest';

import vectors from '../../vectors/correction.json' with { type: 'json' };
import { fromHex, toHex } from '../bytes.ts';
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

const hex = (text: string) => fromHex(text) ?? new Uint8Array();

describe('the correction vectors', () => {
  it.each(vectors.accepts)('are read and written again: $name', ({ bytes, correction: told }) => {
    const read = decodeCorrection(hex(bytes));
    if (!read.ok) expect.fail(read.fault.came);
    expect(read.value).toEqual({ ...told, instruction: hex(told.instruction) });
    expect(toHex(encodeCorrection(read.value))).toBe(bytes);
  });

  it.each(vectors.rejects)('are refused: $name', ({ bytes, code }) => {
    expect(decodeCorrection(hex(bytes))).toMatchObject({ ok: false, fault: { code } });
  });
});

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
