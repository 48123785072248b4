import { describe, expect, it } from 'vitest';

import { concatBytes } from '../../bytes.ts';
import { uf2Block as block } from './firmware-file.suite.ts';
import { readUf2 } from './uf2.ts';

describe('readUf2', () => {
  it('puts blocks in their places and names the family', () => {
    const family = { flags: 0x2000, familyId: 0xada5_2840, blocks: 2 };
    const file = concatBytes(
      block({ ...family, address: 0x1002, blockNumber: 1 }),
      block({ ...family, address: 0x1000 }),
    );
    expect(readUf2(file)).toEqual({
      familyId: 0xada5_2840,
      memory: { ok: true, value: { address: 0x1000, bytes: Uint8Array.of(1, 2, 1, 2) } },
    });
  });

  it('passes over blocks that are not for the main flash', () => {
    const file = concatBytes(block({ flags: 1, address: 64 }), block({ flags: 0x1000 }), block());
    expect(readUf2(file)).toMatchObject({ memory: { value: { bytes: Uint8Array.of(1, 2) } } });
  });

  it.each([
    ['UF2_BLOCK', 'no block', new Uint8Array()],
    ['UF2_BLOCK', 'half a block', block().subarray(0, 256)],
    ['UF2_BLOCK', 'a wrong magic', block().fill(0, 508)],
    ['UF2_BLOCK', 'too much data', block({ dataBytes: 477 })],
    ['UF2_BLOCK', 'a number beyond the count', block({ blockNumber: 1 })],
    ['UF2_BLOCK', 'data beyond 32 bits of address', block({ address: 0xffff_ffff })],
    ['UF2_END', 'the first of two blocks alone', block({ blocks: 2 })],
    ['UF2_FAMILY', 'two families', concatBytes(block({ flags: 0x2000, familyId: 1 }), block())],
    ['FIRMWARE_OVERLAP', 'an address twice', concatBytes(block(), block())],
    ['FIRMWARE_EMPTY', 'nothing for the main flash', block({ flags: 1 })],
  ])('refuses with %s: %s', (code, _, file) => {
    expect(readUf2(file)).toMatchObject({ memory: { ok: false, fault: { code } } });
  });
});
