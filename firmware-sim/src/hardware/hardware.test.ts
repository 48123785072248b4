import { describe, expect, it } from 'vitest';

import { NorFlash } from './nor-flash.ts';
import { SeededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

describe('NOR flash', () => {
  const chip = () => new NorFlash({ sizeBytes: 1024, eraseBlockBytes: 256 });

  it('only clears bits when it is programmed, and sets a whole block when it is erased', () => {
    const flash = chip();
    flash.program(10, Uint8Array.of(0xf0));
    flash.program(10, Uint8Array.of(0x3f));
    expect(flash.read(10, 1)).toEqual(Uint8Array.of(0x30));
    flash.erase(0);
    expect(flash.read(0, 256).every((byte) => byte === 0xff)).toBe(true);
    expect([...flash.eraseCounts]).toEqual([1, 0, 0, 0]);
  });

  it('hands out copies', () => {
    const flash = chip();
    flash.read(0, 4).fill(0);
    expect(flash.read(0, 1)).toEqual(Uint8Array.of(0xff));
  });

  it.each<[string, (flash: NorFlash) => void]>([
    ['a read behind its end', (flash) => flash.read(1020, 5)],
    ['a program before its start', (flash) => flash.program(-1, Uint8Array.of(0))],
    ['an erase inside a block', (flash) => flash.erase(100)],
  ])('refuses %s', (_name, use) => {
    expect(() => use(chip())).toThrow(/inside the chip/u);
  });
});

describe('seeded dice', () => {
  it('give the same again for the same seed, and streams that do not depend on each other', () => {
    const dice = new SeededRandom(7);
    const before = dice.fork('a').bytes(8);
    dice.bytes(100);
    expect(dice.fork('a').bytes(8)).toEqual(before);
    expect(new SeededRandom(7).fork('a').bytes(8)).toEqual(before);
    expect(dice.fork('b').bytes(8)).not.toEqual(before);
    expect(new SeededRandom(8).fork('a').bytes(8)).not.toEqual(before);
  });

  it('reach every byte about as often', () => {
    const counts = new Uint32Array(256);
    for (const byte of new SeededRandom(1).bytes(256 * 200)) counts[byte] = (counts[byte] ?? 0) + 1;
    expect(Math.min(...counts)).toBeGreaterThan(130);
    expect(Math.max(...counts)).toBeLessThan(280);
  });
});

describe('the virtual clock', () => {
  it('keeps many timers in order, whatever the order they were set or cancelled in', () => {
    const clock = new VirtualClock();
    const dice = new SeededRandom(3);
    const fired: { readonly dueMs: number; readonly at: number }[] = [];
    const expected: number[] = [];
    for (let i = 0; i < 500; i += 1) {
      const dueMs = dice.nextU32() % 100;
      const cancel = clock.after(dueMs, () => fired.push({ dueMs, at: clock.uptimeMs() }));
      if (i % 3 === 0) cancel();
      else expected.push(dueMs);
    }
    while (clock.step(1000));
    expect(fired.map(({ at }) => at)).toEqual(expected.toSorted((a, b) => a - b));
    expect(fired.every(({ dueMs, at }) => dueMs === at)).toBe(true);
  });

  it('fires timers in the order of their time, then in the order they were set', () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    clock.after(20, () => fired.push('late'));
    clock.after(10, () => fired.push('first'));
    clock.after(10, () => fired.push('second'));
    clock.after(5, () => fired.push('cancelled'))();
    expect(clock.nextDueMs()).toBe(10);
    while (clock.step(15));
    expect([clock.uptimeMs(), ...fired]).toEqual([15, 'first', 'second']);
  });

  it('does not go back, and forgets its timers when it is cleared', () => {
    const clock = new VirtualClock();
    clock.after(10, () => expect.unreachable());
    clock.clear();
    expect(clock.step(100)).toBe(false);
    clock.step(50);
    expect(clock.uptimeMs()).toBe(100);
  });
});
