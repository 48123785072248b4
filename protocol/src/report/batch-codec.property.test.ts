import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { batchRecordsMax, decodeBatch, encodeBatch } from './batch-codec.ts';
import { anyRecord } from './record-arbitrary.suite.ts';

const codes = new Set(['REPORT_VERSION', 'REPORT_TRUNCATED', 'REPORT_MALFORMED']);

/**
 * Whatever the bytes: records within the limit and in their only encoding, or a documented fault.
 */
function expectTotal(bytes: Uint8Array): void {
  const decoded = decodeBatch(bytes);
  if (decoded.ok) {
    expect(decoded.value.length).toBeLessThanOrEqual(batchRecordsMax);
    expect(encodeBatch(decoded.value)).toEqual(bytes);
  } else {
    expect(codes).toContain(decoded.fault.code);
  }
}

describe('A batch', () => {
  it('of any records comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 60 }), (records) => {
        expect(decodeBatch(encodeBatch(records))).toEqual({ ok: true, value: records });
      }),
      { numRuns: 500 },
    );
  });

  it('cut short or drawn out is refused, or the only form of other records', () => {
    // A dense code cannot tell every cut: that is what the seal is for.
    fc.assert(
      fc.property(
        fc.array(anyRecord, { minLength: 1, maxLength: 12 }),
        fc.nat(255),
        (records, byte) => {
          const bytes = encodeBatch(records);
          for (let length = 0; length < bytes.length; length += 1) {
            expectTotal(bytes.subarray(0, length));
          }
          expectTotal(Uint8Array.of(...bytes, byte));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('followed by zeros is refused', () => {
    fc.assert(
      fc.property(
        fc.array(anyRecord, { maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (records, count) => {
          const decoded = decodeBatch(
            Uint8Array.of(...encodeBatch(records), ...new Uint8Array(count)),
          );
          expect(decoded).toMatchObject({ ok: false, fault: { code: 'REPORT_MALFORMED' } });
        },
      ),
    );
  });

  it('of a drive comes back as it was, in any of its intervals', () => {
    const steps = fc.array(
      fc.tuple(
        fc.nat(1100),
        fc.integer({ min: -900, max: 900 }),
        fc.integer({ min: -900, max: 900 }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (changes) => {
        let [timeS, latitudeE5, longitudeE5] = [1_795_593_600, 4_837_000, 1_089_000];
        const records = changes.map(([passedS, north, east]) => {
          timeS += passedS;
          latitudeE5 += north;
          longitudeE5 += east;
          return { kind: 'fix' as const, timeS, latitudeE5, longitudeE5 };
        });
        expect(decodeBatch(encodeBatch(records))).toEqual({ ok: true, value: records });
      }),
      { numRuns: 300 },
    );
  });

  it('of random bytes gives records or a fault, and never throws', () => {
    const withVersion = fc
      .uint8Array({ maxLength: 200 })
      .map((bytes) => Uint8Array.of(2, ...bytes));
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), withVersion), expectTotal), {
      numRuns: 3000,
    });
  });

  it('damaged in a few bytes gives records or a fault, and never throws', () => {
    const damages = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 12 }), damages, (records, changes) => {
        const bytes = encodeBatch(records);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        expectTotal(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});
