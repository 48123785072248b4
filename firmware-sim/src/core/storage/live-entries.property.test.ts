import fc from 'fast-check';
import { expect, it } from 'vitest';

import { LiveEntries, type EntryPlace } from './live-entries.ts';

const places = fc.record({
  at: fc.nat(0xffff_ffff),
  lengthBytes: fc.integer({ min: 1, max: 0xffff }),
  marked: fc.boolean(),
});
const acts = fc.array(fc.tuple(fc.constantFrom('set', 'delete', 'takeUntil'), fc.nat(12), places), {
  maxLength: 60,
});

it('holds what a map holds, oldest first', () => {
  fc.assert(
    fc.property(acts, (given) => {
      const live = new LiveEntries();
      const model = new Map<number, EntryPlace>();
      for (const [act, sequence, place] of given) {
        if (act === 'set') {
          live.set(sequence, place);
          model.set(sequence, place);
        } else if (act === 'delete') {
          live.delete(sequence);
          model.delete(sequence);
        } else {
          const taken = [...model].filter(([earlier]) => earlier <= sequence);
          for (const [earlier] of taken) model.delete(earlier);
          const expected = taken.toSorted(([a], [b]) => a - b).map(([, one]) => one);
          expect(live.takeUntil(sequence)).toEqual(expected);
        }
        const sorted = [...model].toSorted(([a], [b]) => a - b);
        expect([...live.places()]).toEqual(sorted);
        expect(live.sequences()).toEqual(sorted.map(([one]) => one));
        expect([live.size, live.has(sequence)]).toEqual([model.size, model.has(sequence)]);
        expect(live.get(sequence)).toEqual(model.get(sequence));
      }
    }),
  );
});
