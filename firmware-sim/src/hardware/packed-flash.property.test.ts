import { equalBytes } from '@feierabend/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { NorFlash } from './nor-flash.ts';
import { SeededRandom } from './seeded-random.ts';
import { SharedPages } from './shared-pages.ts';

const sizeBytes = 4096;
const eraseBlockBytes = 1024;
const chip = () => new NorFlash({ sizeBytes, eraseBlockBytes });

const program = fc.record({
  at: fc.nat(sizeBytes - 40),
  // Few different bytes, so that pages come to be alike.
  bytes: fc.array(fc.constantFrom(0, 0x5a, 0xff), { minLength: 1, maxLength: 40 }),
});
const acts = fc.array(fc.oneof(program, fc.nat(3), fc.constant('pack' as const)), {
  maxLength: 40,
});

it('a chip that is packed between uses holds what one holds that never is', () => {
  fc.assert(
    fc.property(fc.array(acts, { minLength: 1, maxLength: 3 }), (lives) => {
      const shared = new SharedPages();
      for (const life of lives) {
        const [plain, packed] = [chip(), chip()];
        for (const act of life) {
          if (act === 'pack') packed.pack(shared);
          else if (typeof act === 'number') {
            for (const one of [plain, packed]) one.erase(act * eraseBlockBytes);
          } else {
            for (const one of [plain, packed]) one.program(act.at, Uint8Array.from(act.bytes));
          }
        }
        packed.pack(shared);
        const copy = packed.clone();
        for (const one of [packed, copy]) {
          const isSame = equalBytes(one.read(0, sizeBytes), plain.read(0, sizeBytes));
          expect(isSame).toBe(true);
          expect(one.eraseCounts).toEqual(plain.eraseCounts);
        }
      }
    }),
  );
});

it('chips with the same contents hold them once, and each changes its own only', () => {
  const shared = new SharedPages();
  const chips = Array.from({ length: 4 }, () => {
    const one = chip();
    one.program(300, new SeededRandom(5).bytes(700));
    one.pack(shared);
    return one;
  });
  const [first, ...others] = chips.map(({ allocatedBytes }) => allocatedBytes);
  expect(first).toBeGreaterThan(700);
  expect(others).toEqual([0, 0, 0]);
  chips[1]?.program(400, Uint8Array.of(0));
  const seen = chips.map((one) => one.read(400, 1)[0]);
  const same = new SeededRandom(5).bytes(700)[100];
  expect(same).not.toBe(0);
  expect(seen).toEqual([same, 0, same, same]);
});
