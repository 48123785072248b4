import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CounterSet } from './counter-set.ts';

describe('A counter set', () => {
  it('agrees with a plain set in any order of arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 120 }), (counters) => {
        const ours = new CounterSet();
        const plain = new Set<number>();
        for (const counter of counters) {
          expect(ours.add(counter)).toBe(!plain.has(counter));
          plain.add(counter);
        }
        for (let counter = 0; counter <= 41; counter += 1) {
          expect(ours.has(counter)).toBe(plain.has(counter));
        }
        expect(ours.highest).toBe(Math.max(-1, ...plain));
        expect(ours.missing).toBe(ours.highest + 1 - plain.size);
      }),
    );
  });

  it('keeps one range for counters without gaps', () => {
    const set = new CounterSet();
    for (const counter of [5, 3, 4, 0, 2, 1]) set.add(counter);
    expect(set.rangeCount).toBe(1);
  });

  it('closes the oldest gap when there are too many', () => {
    const set = new CounterSet(3);
    for (const counter of [0, 10, 20, 30]) set.add(counter);
    expect(set.rangeCount).toBe(3);
    expect(set.missing).toBe(18);
    expect(set.add(5)).toBe(false);
    expect(set.add(15)).toBe(true);
  });

  it('reaches the last counter of 32 bits', () => {
    const set = new CounterSet();
    expect(set.add(0xffff_ffff)).toBe(true);
    expect(set.add(0xffff_ffff)).toBe(false);
    expect(set.has(0xffff_fffe)).toBe(false);
  });
});
