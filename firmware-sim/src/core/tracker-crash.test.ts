import { describe, expect, it } from 'vitest';

import { canaryNeedles, findCanary } from '../testing/canary.ts';
import { makeTestTracker } from '../testing/test-tracker.ts';
import { at, testImage, testPolicy } from '../testing/test-tenant.ts';
import { CrashCell, crashRecordOf } from './boot/crash-record.ts';

const home = { latitude: 48.41273, longitude: 10.72391 };
const needles = canaryNeedles(home, testPolicy.precisionM);

/** A tracker whose serial driver fails in the break, with a message that quotes the place. */
function crashing() {
  const world = makeTestTracker({ startS: at(12, 5), mayCrash: true });
  world.apply(testPolicy);
  world.driveTo(at(12, 6), () => home);
  world.network.up = false;
  const write = world.serialOut.push.bind(world.serialOut);
  world.serialOut.push = (): number => {
    world.serialOut.push = write;
    throw new RangeError(`no room for 48.41273 10.72391`);
  };
  world.network.up = true;
  world.network.up = false;
  return world;
}

describe('an error nobody caught', () => {
  it('resets the board, and the next boot says so in the journal', async () => {
    const world = crashing();
    const crashed = world.tracker;
    await Promise.resolve();
    expect(world.tracker).not.toBe(crashed);
    world.network.up = true;
    world.driveTo(at(12, 10), () => home);
    world.apply(testPolicy);
    const boots = world.reports.entries.filter(({ kind }) => kind === 'boot');
    expect(boots.at(-1)?.detail).toMatchObject({ reset: 'crash', error: 'RangeError' });
    expect(world.log).toContain('boot: after a crash, RangeError ');
  });

  it('leaves names in flash, and nothing of what its message quoted', async () => {
    const world = crashing();
    await Promise.resolve();
    const flash = world.cells.read(0, world.cells.sizeBytes);
    expect(Buffer.from(flash).includes('RangeError')).toBe(true);
    expect(findCanary(flash, needles)).toEqual([]);
    expect(findCanary(Buffer.from(world.log.join('\n')), needles)).toEqual([]);
  });

  it('is told once, however often the board is reset after it', async () => {
    const world = crashing();
    await Promise.resolve();
    world.powerCycle();
    expect(world.log.filter((line) => line.startsWith('boot: after'))).toHaveLength(1);
    expect(new CrashCell(world.cells).take()).toBeUndefined();
  });

  it('ends everything that boot still wanted to do', () => {
    const world = crashing();
    const lines = world.log.length;
    world.driveTo(at(12, 40), () => home);
    world.network.up = true;
    expect(world.log).toHaveLength(lines);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
  });

  it('reverts a new image that has not proved itself', async () => {
    const world = makeTestTracker({ startS: at(12, 5), mayCrash: true });
    world.apply(testPolicy);
    const image = testImage(1, { defects: ['leak-crash'] });
    world.cells.program(world.tracker.slots.secondArea.at, image);
    world.tracker.slots.select(
      world.tracker.slots.list()[1]?.image.hash ?? new Uint8Array(),
      false,
    );
    world.powerCycle();
    expect(world.tracker.firmwareVersion).toBe('1.1.0');
    world.driveTo(at(12, 6, 10), () => home);
    await Promise.resolve();
    expect(world.tracker.firmwareVersion).toBe('1.0.0');
    expect(world.log).toContain('boot: reverted, firmware 1.0.0');
  });
});

describe('the record of a crash', () => {
  it('keeps class, code and function names, and no message', () => {
    function innermost(): never {
      throw new TypeError('at 48.41273 10.72391');
    }
    let caught: unknown;
    try {
      innermost();
    } catch (error) {
      caught = error;
    }
    const record = crashRecordOf(caught);
    expect(record.error).toBe('TypeError');
    expect(record.frames[0]).toBe('innermost');
    expect(JSON.stringify(record)).not.toMatch(/48\.4|[/\\]/u);
  });

  it('is empty for what is no error', () => {
    expect(crashRecordOf('48.41273')).toEqual({ error: 'unknown', code: '', frames: [] });
  });
});
