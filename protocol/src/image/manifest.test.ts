import { describe, expect, it } from 'vitest';

import { UsageError } from '../errors.ts';
import { decodeManifest, encodeManifest, type BehaviourManifest } from './manifest.ts';

const manifest: BehaviourManifest = {
  magic: 'feierabend-sim',
  version: '1.2.3',
  selfTest: 'fail',
  defects: ['clock-stops'],
};

describe('behaviour manifest', () => {
  it('reads back from a body of the wanted size', () => {
    const body = encodeManifest(manifest, 4096);
    expect(body).toHaveLength(4096);
    expect(decodeManifest(body)).toEqual({ ok: true, value: manifest });
  });

  it('fills the body the same way each time, and not with one byte', () => {
    const body = encodeManifest(manifest, 4096);
    expect(encodeManifest(manifest, 4096)).toEqual(body);
    expect(new Set(body.subarray(-1024)).size).toBeGreaterThan(200);
  });

  it('throws at a caller who asks for a body that is too small', () => {
    const least = encodeManifest(manifest, 4096).findIndex((_, i) => {
      try {
        return encodeManifest(manifest, i).length === i;
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        return false;
      }
    });
    expect(decodeManifest(encodeManifest(manifest, least))).toMatchObject({ ok: true });
    expect(() => encodeManifest(manifest, 100.5)).toThrow(UsageError);
  });

  it('returns a fault for every truncation of the manifest', () => {
    const body = encodeManifest(manifest, 4096);
    const manifestEnd = 4 + new DataView(body.buffer).getUint32(0, true);
    for (let length = 0; length < manifestEnd; length += 1) {
      expect(decodeManifest(body.subarray(0, length)).ok, `${length} bytes`).toBe(false);
    }
  });

  it('returns a fault for the body of other firmware', () => {
    const others = [
      new Uint8Array(64),
      new Uint8Array(64).fill(0xff),
      Uint8Array.of(1, 0, 0, 0, 0xa0),
    ];
    for (const body of others) expect(decodeManifest(body).ok).toBe(false);
  });
});
