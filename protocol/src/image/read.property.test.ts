import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildImage, type ImageParts } from './build.ts';
import { imageInMemory } from './in-memory.ts';
import { decodeManifest } from './manifest.ts';
import { readImage } from './read.ts';

const u32 = fc.nat({ max: 0xffff_ffff });
const anyParts: fc.Arbitrary<ImageParts> = fc.record(
  {
    body: fc.uint8Array({ maxLength: 200 }),
    version: fc.record({
      major: fc.nat({ max: 255 }),
      minor: fc.nat({ max: 255 }),
      revision: fc.nat({ max: 65_535 }),
      build: u32,
    }),
    securityCounter: u32,
    boardId: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    headerBytes: fc.integer({ min: 32, max: 600 }),
  },
  { requiredKeys: ['body', 'version', 'securityCounter'] },
);

describe('readImage', () => {
  it('reads back every image that can be built', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const bytes = buildImage(parts);
        const read = readImage(bytes);
        if (!read.ok) expect.fail(read.fault.came);
        const { body, version, securityCounter, boardId, totalBytes } = read.value;
        expect({ body, version, securityCounter, boardId, totalBytes }).toEqual({
          body: parts.body,
          version: parts.version,
          securityCounter: parts.securityCounter,
          boardId: parts.boardId,
          totalBytes: bytes.length,
        });
      }),
    );
  });

  it('never throws and never reads beyond the bytes, whatever is overwritten', () => {
    const overwrite = fc.record({ at: fc.nat({ max: 120 }), byte: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(
        anyParts,
        fc.array(overwrite, { maxLength: 6 }),
        fc.nat(),
        (parts, edits, cut) => {
          const whole = buildImage(parts);
          for (const { at, byte } of edits) whole[at] = byte;
          const bytes = whole.subarray(0, cut % (whole.length + 1));
          const read = readImage(bytes);
          if (read.ok) expect(read.value.totalBytes).toBeLessThanOrEqual(bytes.length);
          else expect(read.fault.code).toMatch(/^IMAGE_(?:SIZE|MAGIC|TLV)$/u);
        },
      ),
    );
  });

  it('says the same of a memory as of the part of it that the image claims', () => {
    const overwrite = fc.record({ at: fc.nat({ max: 900 }), byte: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(
        anyParts,
        fc.array(overwrite, { maxLength: 4 }),
        fc.integer({ min: -40, max: 2000 }),
        (parts, edits, more) => {
          const image = buildImage(parts);
          const memory = new Uint8Array(Math.max(0, image.length + more)).fill(0xff);
          memory.set(image.subarray(0, memory.length));
          for (const { at, byte } of edits) if (at < memory.length) memory[at] = byte;
          const read = (from: number, length: number) => {
            expect(from + length).toBeLessThanOrEqual(memory.length);
            return memory.slice(from, from + length);
          };
          const part = imageInMemory(read, memory.length);
          const [ofPart, ofMemory] = [readImage(part), readImage(memory)];
          expect(ofPart.ok ? 'ok' : ofPart.fault.code).toBe(
            ofMemory.ok ? 'ok' : ofMemory.fault.code,
          );
          if (!ofPart.ok || !ofMemory.ok) return;
          expect(ofPart.value).toEqual(ofMemory.value);
          expect(part.length).toBe(ofMemory.value.totalBytes);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never throws on noise, and neither does the manifest reader', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        expect(readImage(noise).ok).toBe(false);
        decodeManifest(noise);
      }),
    );
  });
});
