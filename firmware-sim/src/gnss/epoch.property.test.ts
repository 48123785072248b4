import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { sealSentence } from './checksum.ts';
import { EpochAssembler } from './epoch.ts';
import { SentenceGuard } from './sentence-guard.ts';

const field = fc.oneof(
  fc.constantFrom('', 'A', 'V', 'N', 'E', '120000.00', '231126', '4822.2324', '01053.8674', '-1'),
  fc.stringMatching(/^[ -)+-~]{0,8}$/u),
);
const sentence = fc
  .tuple(fc.constantFrom('GPRMC', 'GNGGA', 'BDRMC', 'GAGGA'), fc.array(field, { maxLength: 18 }))
  .map(([address, fields]) => sealSentence([address, ...fields].join(',')));

test('any fields in RMC and GGA give epochs with sound numbers, and never a fault', () => {
  fc.assert(
    fc.property(fc.array(sentence, { maxLength: 8 }), (sentences) => {
      const guard = new SentenceGuard();
      const assembler = new EpochAssembler();
      const bytes = new TextEncoder().encode(sentences.map((text) => `${text}\r\n`).join(''));
      const epochs = guard.push(bytes).map((found) => assembler.push(found));
      for (const epoch of [...epochs, assembler.flush()]) {
        if (epoch === undefined) continue;
        expect(Number.isSafeInteger(epoch.timeMs)).toBe(true);
        expect(epoch.valid).toBe(epoch.position !== undefined);
        const { latitudeE7 = 0, longitudeE7 = 0 } = epoch.position ?? {};
        expect(Math.abs(latitudeE7)).toBeLessThanOrEqual(900_000_000);
        expect(Math.abs(longitudeE7)).toBeLessThanOrEqual(1_800_000_000);
        expect(Object.values(epoch.position ?? {}).every(Number.isFinite)).toBe(true);
      }
    }),
  );
});
