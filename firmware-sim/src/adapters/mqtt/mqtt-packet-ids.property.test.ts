import { array, assert, constantFrom, property } from 'fast-check';
import { expect, it } from 'vitest';

import { PacketIds } from './mqtt-packet-ids.ts';

const steps = array(constantFrom('allocate', 'keep', 'release', 'deallocate', 'reconnect'), {
  maxLength: 300,
});

it('never gives out an identifier that is in use or kept for a repetition', () => {
  assert(
    property(steps, (story) => {
      const ids = new PacketIds();
      const used: number[] = [];
      const kept: number[] = [];
      for (const step of story) {
        if (step === 'allocate') {
          const id = ids.allocate() ?? 0;
          expect([...used, ...kept]).not.toContain(id);
          expect(id).toBeGreaterThan(0);
          used.push(id);
        }
        const last = used.at(-1);
        if (step === 'keep' && last !== undefined) {
          ids.keep(last);
          kept.push(last);
        }
        const oldest = kept.shift();
        if (step === 'release' && oldest !== undefined) ids.release(oldest);
        else if (oldest !== undefined) kept.unshift(oldest);
        if (step === 'deallocate' && last !== undefined) ids.deallocate(used.pop() ?? 0);
        if (step === 'reconnect') {
          ids.clear();
          used.length = 0;
        }
      }
    }),
  );
});

it('gives a repetition the identifier it had, once', () => {
  const ids = new PacketIds();
  const first = ids.allocate() ?? 0;
  ids.keep(first);
  ids.clear();
  ids.want(first);
  expect(ids.allocate()).toBe(first);
  expect(ids.allocate()).not.toBe(first);
});

it('comes round at the end of its numbers, and says when all are taken', () => {
  const ids = new PacketIds();
  for (let count = 0; count < 65_535; count += 1) ids.allocate();
  expect(ids.allocate()).toBeNull();
  ids.deallocate(7);
  expect([ids.allocate(), ids.getLastAllocated()]).toEqual([7, 7]);
});
