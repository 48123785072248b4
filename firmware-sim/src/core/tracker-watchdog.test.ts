import { describe, expect, it } from 'vitest';

import { graceMs } from '../hardware/virtual-watchdog.ts';
import { at, testImage, testPolicy } from '../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../testing/test-tracker.ts';

const work = { latitude: 48.37054, longitude: 10.89779 };

/** Starts an image for a test, as a client would, at 08:01. */
function testing(image: Uint8Array): TestTracker {
  const world = makeTestTracker({ startS: at(8) });
  world.apply(testPolicy);
  world.driveTo(at(8, 1), () => work);
  const { slots } = world.tracker;
  world.cells.program(slots.secondArea.at, image);
  slots.select(slots.list()[1]?.image.hash ?? new Uint8Array(), false);
  world.powerCycle();
  return world;
}

async function passOn(world: TestTracker, forS: number): Promise<void> {
  world.passTo(world.nowS + forS);
  // The reset takes place after the call that asked.
  await Promise.resolve();
}

describe('firmware that hangs', () => {
  it('does nothing until the watchdog resets the board, which reverts an image under test', async () => {
    const world = testing(testImage(1, { selfTest: 'hang' }));
    expect(world.tracker.firmwareVersion).toBe('1.1.0');
    const said = world.serialOut.length;
    world.driveTo(world.nowS + 20, () => work);
    world.tracker.serialReceived(new TextEncoder().encode('\n'));
    expect(world.serialOut).toHaveLength(said);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
    await passOn(world, graceMs / 1000);
    expect(world.tracker.firmwareVersion).toBe('1.0.0');
    expect(world.log).toContain('boot: reverted, firmware 1.0.0');
    expect(world.log).toContain('boot: the watchdog had reset the board');
    world.driveTo(world.nowS + 60, () => work);
    const boots = world.reports.entries.filter(({ kind }) => kind === 'boot');
    expect(boots.at(-1)?.detail).toMatchObject({ outcome: 'reverted', reset: 'watchdog' });
  });

  it('is reset again and again when there is no way back', async () => {
    const world = makeTestTracker({ startS: at(9), image: testImage(0, { selfTest: 'hang' }) });
    for (let boots = 0; boots < 3; boots += 1) await passOn(world, graceMs / 1000);
    expect(world.log.filter((line) => line === 'boot: the watchdog had reset the board')).toEqual(
      Array.from({ length: 3 }, () => 'boot: the watchdog had reset the board'),
    );
    expect(world.tracker.duty?.recorder.mode.open).toBe(false);
  });
});

describe('firmware that does not hang', () => {
  it.each([
    ['at work', {}],
    ['without a tenant', { provisioned: false }],
    ['with an image that fails its self-test', { image: testImage(0, { selfTest: 'fail' }) }],
  ])('is left alone for days: %s', async (_, options) => {
    const world = makeTestTracker({ startS: at(7), ...options });
    const { tracker } = world;
    if (Object.keys(options).length === 0) world.apply(testPolicy);
    for (let hours = 0; hours < 60; hours += 1) await passOn(world, 3600);
    expect(world.tracker).toBe(tracker);
  });
});
