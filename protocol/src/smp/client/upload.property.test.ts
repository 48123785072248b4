import { sha256 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { imageLike, ImageSlot } from '../server/image-slot.suite.ts';
import { MemoryLink } from '../memory-link.suite.ts';
import { uploadImage } from './upload.ts';

type Damage = 'none' | 'lost' | 'flipped' | 'noisy';
const damage = fc.oneof(
  { weight: 9, arbitrary: fc.constant<Damage>('none') },
  { weight: 1, arbitrary: fc.constantFrom<Damage>('lost', 'flipped', 'noisy') },
);

function damaged(bytes: Uint8Array, kind: Damage): Uint8Array | undefined {
  if (kind === 'lost') return undefined;
  const copy = bytes.slice();
  if (kind === 'flipped') copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 0x10;
  return kind === 'noisy' ? Uint8Array.from([...copy, 0x06, 0xff, 0x00]) : copy;
}

test('over a bad line the image arrives whole or the upload fails with a link error', async () => {
  const faults = fc.array(damage, { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 32, max: 12_000 }),
      fc.constantFrom(96, 256, 384, 1024),
      fc.integer({ min: 1, max: 5 }),
      fc.record({ out: faults, back: faults, forgetsWhenDone: fc.boolean() }),
      async (imageBytes, bufferBytes, bufferCount, { out, back, forgetsWhenDone }) => {
        const image = imageLike(imageBytes);
        const slot = new ImageSlot({ slotBytes: 12_000, forgetsWhenDone });
        const link = new MemoryLink({
          handlers: [slot.handler],
          bufferBytes,
          toServer: (bytes, index) => damaged(bytes, out[index % out.length] ?? 'none'),
          toClient: (bytes, index) => damaged(bytes, back[index % back.length] ?? 'none'),
        });
        const params = { bufferBytes, bufferCount };
        const upload = uploadImage(link.client, {
          ...params,
          image,
          sha256: sha256(image),
          resume: true,
        });
        const outcome = await link.run(
          upload.then(
            () => 'arrived',
            (error: unknown) => (error as { code?: string }).code,
          ),
        );
        expect(['arrived', 'SMP_TIMEOUT', 'SMP_STALLED']).toContain(outcome);
        const wanted = outcome === 'arrived' ? image : slot.stored.slice(0, imageBytes);
        expect(slot.stored.subarray(0, imageBytes)).toEqual(wanted);
        // No transfer may go on for ever, however bad the line.
        expect(link.requests.length).toBeLessThan(40 + (60 * imageBytes) / 32);
        expect(link.clock.waiting).toBeLessThanOrEqual(20);
      },
    ),
    { numRuns: 60 },
  );
});
