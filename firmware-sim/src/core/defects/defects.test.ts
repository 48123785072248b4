import { describe, expect, it } from 'vitest';

import { canaryNeedles, findCanary } from '../../testing/canary.ts';
import { makeTestTracker } from '../../testing/test-tracker.ts';
import { at, testImage, testPolicy } from '../../testing/test-tenant.ts';
import { NorFlash } from '../../hardware/nor-flash.ts';
import { soundAssembly, type Assembly } from '../assembly.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../storage/flash-map.ts';
import type { SeededDefect } from './defect-list.ts';
import { assemblyOf } from './image-assembly.ts';
import { seededAssembly } from './seeded-assembly.ts';

const work = { latitude: 48.37054, longitude: 10.89779 };
const home = { latitude: 48.41273, longitude: 10.72391 };

/** From 11:58 into the break, and out of it again, with an image that has these defects. */
function noonWith(...defects: readonly string[]) {
  const world = makeTestTracker({
    startS: at(11, 58),
    image: testImage(0, { defects: [...defects] }),
    mayCrash: true,
  });
  if (world.tracker.duty === undefined) return world;
  world.apply(testPolicy);
  world.driveTo(at(12) - 1, () => work);
  world.driveTo(at(12, 1), () => home);
  return world;
}

const noteKinds = (world: ReturnType<typeof noonWith>) =>
  world.reports.entries.flatMap(({ kind, detail }) =>
    kind === 'doubt' ? [`${kind} ${detail['gate']}`] : [],
  );

describe('seeded defects', () => {
  it('are absent from firmware whose manifest names none', () => {
    const manifest = { magic: 'feierabend-sim', version: '1', selfTest: 'pass' } as const;
    expect(assemblyOf({ ...manifest, defects: [] })).toBe(soundAssembly);
    expect(assemblyOf({ ...manifest, defects: ['gate-sned'] })).toBeUndefined();
  });

  it('fail the self-test when the firmware does not have them', () => {
    const world = noonWith('gate-sned');
    expect(world.log).toContain('self-test: failed, waiting for repair');
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
  });

  it('gate-capture: the gate before sealing stops what came, and closes the device', () => {
    const world = noonWith('gate-capture');
    world.driveTo(at(12, 20), () => home);
    expect(world.duty.journal.doubted).toBe(true);
    expect(noteKinds(world)).toEqual(['doubt store']);
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'no-policy' });
    const places = world.reports.records.filter(({ kind }) => kind === 'fix');
    expect(places).toEqual([]);
  });

  it('gate-late: seven seconds of the break are taken for work', () => {
    const world = noonWith('gate-late');
    world.driveTo(at(12, 30), () => home);
    const times = world.reports.records.flatMap((record) =>
      record.kind === 'fix' ? [record.timeS] : [],
    );
    expect(times.at(-1)).toBeGreaterThanOrEqual(at(12));
    expect(times.at(-1)).toBeLessThan(at(12, 0, 7));
  });

  it.each<[SeededDefect, (world: ReturnType<typeof noonWith>) => string]>([
    ['leak-log', ({ log }) => log.join('\n')],
    ['leak-serial', ({ serialOut }) => serialOut.map((bytes) => Buffer.from(bytes)).join('')],
    ['leak-topic', ({ network }) => network.delivered.map(({ channel }) => channel).join('\n')],
  ])('%s: a place of the break is there, which sound firmware keeps to itself', (defect, read) => {
    const [seen, sound] = [noonWith(defect), noonWith()].map((world) => Buffer.from(read(world)));
    const needles = canaryNeedles(home, testPolicy.precisionM);
    expect(findCanary(seen ?? Buffer.of(), needles)).not.toEqual([]);
    expect(findCanary(sound ?? Buffer.of(), needles)).toEqual([]);
  });

  it('wipe-sector: a sector stays as it was, and is said to be gone', () => {
    const { at: from, sizeBytes } = flashMap.outbox;
    const gone = (assembly: Assembly) => {
      const flash = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
      flash.program(from, Uint8Array.of(1, 2, 3));
      flash.program(from + eraseBlockBytes, Uint8Array.of(1, 2, 3));
      const isGone = assembly.eraseArea(flash, flashMap.outbox);
      return [isGone, flash.read(from, sizeBytes).filter((byte) => byte !== 0xff).length];
    };
    expect(gone(soundAssembly)).toEqual([true, 0]);
    expect(gone(seededAssembly(['wipe-sector']))).toEqual([true, 3]);
  });
});
