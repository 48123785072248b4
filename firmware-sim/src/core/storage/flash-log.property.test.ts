import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { CuttingFlash, cutWays, runUntilCut, type CutWay } from '../../testing/power-cut.ts';
import { FlashLog } from './flash-log.ts';

const area = { at: 512, sizeBytes: 2048 };

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append'), bytes: fc.nat({ max: 90 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('free'), which: fc.nat({ max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('mount') }) },
);
type Step = { do: string; bytes?: number; which?: number };

const cut = fc.record({
  atOperation: fc.nat({ max: 120 }),
  way: fc.constantFrom<CutWay>(...cutWays),
});

/** What the owner of the log may rely on. */
class Promises {
  readonly kept = new Map<number, Uint8Array>();
  /** The entry that is being freed: it may be there or not. */
  freeing: number | undefined;
  appending: Uint8Array | undefined;
  #fill = 0;

  run(log: FlashLog, { do: action, bytes = 0, which = 0 }: Step): void {
    if (action === 'append') {
      this.#fill = (this.#fill + 1) % 251;
      this.appending = new Uint8Array(bytes + 1).fill(this.#fill);
      const sequence = log.append(this.appending);
      if (sequence !== undefined) this.kept.set(sequence, this.appending);
      this.appending = undefined;
    } else if (action === 'free') {
      const sequence = [...this.kept.keys()].at(which % (this.kept.size || 1));
      if (sequence === undefined) return;
      this.freeing = sequence;
      this.kept.delete(sequence);
      log.free(sequence);
      this.freeing = undefined;
    }
  }

  check(log: FlashLog): void {
    for (const [sequence, payload] of this.kept) {
      expect([sequence, log.read(sequence)]).toEqual([sequence, payload]);
    }
    for (const sequence of log.sequences()) {
      const known = this.kept.has(sequence) || this.freeing === sequence;
      const payload = log.read(sequence);
      // What was being appended when power went may be there as a whole, and nothing else.
      if (!known) expect(payload).toEqual(this.appending);
    }
    expect(log.sequences()).toEqual(log.sequences().toSorted((a, b) => a - b));
    expect(log.damaged).toBe(0);
  }
}

describe('a flash log, whatever happens to it', () => {
  it('loses no entry it acknowledged and invents none, power cuts included', () => {
    const lives = fc.array(fc.tuple(fc.array(step, { maxLength: 60 }), cut), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(lives, (plan) => {
        const cells = new NorFlash({ sizeBytes: 4096, eraseBlockBytes: 256 });
        const promises = new Promises();
        for (const [steps, where] of plan) {
          const flash = new CuttingFlash(cells, where);
          runUntilCut(() => {
            let log = new FlashLog(flash, area);
            for (const one of steps) {
              if (one.do === 'mount') log = new FlashLog(flash, area);
              promises.run(log, one);
              promises.check(log);
            }
          });
          const after = new FlashLog(cells, area);
          promises.check(after);
          // A whole entry that nobody was told of belongs to nobody: the next life frees it.
          for (const sequence of after.sequences()) {
            if (!promises.kept.has(sequence)) after.free(sequence);
          }
          promises.appending = undefined;
          promises.freeing = undefined;
        }
      }),
      { numRuns: 120 },
    );
  });

  it('never mounts with an error, whatever the cells hold', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 1024 }), fc.nat(1500), (noise, at) => {
        const flash = new NorFlash({ sizeBytes: 4096, eraseBlockBytes: 256 });
        const log = new FlashLog(flash, area);
        for (let index = 0; index < 12; index += 1) log.append(new Uint8Array(40).fill(index));
        flash.program(area.at + at, noise);
        const again = new FlashLog(flash, area);
        for (const sequence of again.sequences()) again.read(sequence);
        const sequence = again.append(Uint8Array.of(1, 2, 3));
        if (sequence === undefined) return;
        expect(new FlashLog(flash, area).read(sequence)).toEqual(Uint8Array.of(1, 2, 3));
      }),
      { numRuns: 120 },
    );
  });
});
