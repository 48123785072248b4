import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { eraseBlockBytes, flashBytes, flashMap, type FlashArea } from './flash-map.ts';

const areas = Object.values<FlashArea>(flashMap);
const page = fileURLToPath(new URL('../../../../docs/firmware/storage.md', import.meta.url));

describe('the flash map', () => {
  it('fills the chip with areas of whole blocks, none over another', () => {
    let end = 0;
    for (const { at, sizeBytes, blockBytes = eraseBlockBytes } of areas) {
      expect(at).toBe(end);
      expect([at % eraseBlockBytes, sizeBytes % blockBytes]).toEqual([0, 0]);
      // A log needs a second block to move to.
      expect(sizeBytes / blockBytes).toBeGreaterThanOrEqual(2);
      end = at + sizeBytes;
    }
    expect(end).toBe(flashBytes);
  });

  it('stands in its document as it is', () => {
    const rows = [...readFileSync(page, 'utf8').matchAll(/\| `0x([0-9A-F]{5})` \| ([\d,]+) \|/gu)];
    const documented = rows.map(([, at = '', size = '']) => [
      Number.parseInt(at, 16),
      Number(size.replaceAll(',', '')),
    ]);
    expect(documented).toEqual(areas.map(({ at, sizeBytes }) => [at, sizeBytes]));
  });
});
