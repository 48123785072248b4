import {
  decodeEntry,
  useCryptoEngine,
  type CompiledPolicy,
  type JournalEntry,
} from '@feierabend/protocol';
import { beforeAll, describe, expect, it } from 'vitest';

import { nativeCrypto } from '../../hardware/native-crypto.ts';
import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { at, testPolicy } from '../../testing/test-tenant.ts';
import { CuttingFlash, cutWays, runUntilCut } from '../../testing/power-cut.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';
import type { InputName } from '../ports.ts';
import { RepeatLimit } from './repeat-limit.ts';

const dayS = 86_400;
const place = () => ({ latitude: 48.37054, longitude: 10.89779 });

function entriesOf(world: TestTracker): readonly JournalEntry[] {
  return [...world.duty.journal.waiting().values()].flatMap((bytes) => {
    const entry = decodeEntry(bytes);
    return entry.ok ? [entry.value] : [];
  });
}

/** Of how many movements the entries tell that hold such a detail. */
function toldOf(entries: readonly JournalEntry[], name: string): number {
  const details = entries.flatMap(({ detail }) => (name in detail ? [detail] : []));
  return details.reduce((sum, { repeats = 1 }) => sum + Number(repeats), 0);
}

/** Days from the test Monday on, without a network, with a minute of driving each morning. */
function daysOffline(
  world: TestTracker,
  days: number,
  ofDay: (day: number) => void,
  more: Partial<CompiledPolicy> = {},
): void {
  const validUntilS = testPolicy.validUntilS + dayS;
  world.apply({ ...testPolicy, validUntilS, privateSwitch: true, ...more });
  world.network.up = false;
  for (let day = 0; day < days; day += 1) {
    world.passTo(at(8, 30) + day * dayS);
    world.driveTo(at(8, 31) + day * dayS, place);
    ofDay(day);
  }
}

function toggle(world: TestTracker, name: InputName, times: number, everyS: number): void {
  for (let count = 0; count < times; count += 1) {
    world.device.setInput(name, count % 2 === 0);
    world.passTo(world.nowS + everyS);
  }
}

function expectWorking(world: TestTracker, day: number): void {
  expect(world.duty.faults).toEqual([]);
  world.passTo(at(9) + day * dayS);
  world.driveTo(at(9, 1) + day * dayS, place);
  expect(world.duty.recorder.mode).toMatchObject({ open: true });
  const before = world.duty.recorder.counts.fixesTaken;
  world.driveTo(at(9, 5) + day * dayS, place);
  expect(world.duty.recorder.counts.fixesTaken).toBeGreaterThan(before);
  world.powerCycle();
  expect([world.duty.journal.sound, world.duty.faults]).toEqual([true, []]);
}

beforeAll(() => useCryptoEngine(nativeCrypto));

describe('a device without a network', () => {
  it('is not ended by a case that is opened and closed five thousand times in a month', () => {
    const world = makeTestTracker();
    const days = 30;
    daysOffline(world, days, (day) => toggle(world, 'tamper', day < 20 ? 166 : 168, 480));
    expect(world.duty.journal.unread).toBeLessThan(800);
    const last = entriesOf(world).findLast(({ detail }) => 'repeats' in detail);
    expect(last?.detail['lastS']).toBeGreaterThan(at(6) + (days - 1) * dayS);
    world.network.up = true;
    world.passTo(world.nowS + 1200);
    expect(world.duty.journal.unread).toBe(0);
    expect([toldOf(world.reports.entries, 'case'), world.reports.faults]).toEqual([5000, []]);
    expectWorking(world, days);
  });

  it('closes when its private switch is loose, and opens again when that rests', () => {
    const world = makeTestTracker();
    daysOffline(world, 10, () => toggle(world, 'private-switch', 200, 100));
    expect(world.duty.recorder.mode).toMatchObject({ open: false, reason: 'private-switch' });
    expect(world.duty.journal.unread).toBeLessThan(700);
    expect(toldOf(entriesOf(world), 'switch')).toBeGreaterThan(300);
    expectWorking(world, 11);
  });

  it('counts instructions that nobody known signed', () => {
    const world = makeTestTracker();
    daysOffline(world, 10, () => {
      for (let count = 0; count < 180; count += 1) world.duty.instruct(Uint8Array.of(count));
    });
    world.passTo(at(8, 45) + 10 * dayS);
    expect(toldOf(entriesOf(world), 'code')).toBe(1800);
    expect(world.duty.journal.unread).toBeLessThan(600);
    expectWorking(world, 10);
  });

  it('is not ended by a supply with a loose contact, and counts how often it began', () => {
    const world = makeTestTracker();
    const days = 30;
    let boots = 1;
    daysOffline(world, days, (day) => {
      for (let count = 0; count < 15; count += 1) {
        world.powerCycle();
        boots += 1;
        world.driveTo(world.nowS + 60, place);
        expect(world.duty.recorder.mode.open).toBe(day % 7 < 5);
      }
    });
    expect(world.duty.journal.unread).toBeLessThan(600);
    const told = entriesOf(world).filter(({ kind }) => kind === 'boot');
    expect(toldOf(told, 'outcome') + world.duty.untoldBoots).toBe(boots);
    world.network.up = true;
    world.passTo(world.nowS + 1200);
    expect([world.duty.journal.unread, world.duty.untoldBoots]).toEqual([0, 0]);
    expectWorking(world, days);
  });

  it('opens after a boot that is only counted, wherever power ends that', () => {
    let cuts = 0;
    for (const way of cutWays) {
      for (let atOperation = 0, isCut = true; isCut; atOperation += 1) {
        let chip: CuttingFlash | undefined;
        const world = makeTestTracker({
          flashOf: (sound) => ({
            sizeBytes: sound.sizeBytes,
            eraseBlockBytes: sound.eraseBlockBytes,
            read: (from, length) => sound.read(from, length),
            program: (from, bytes) => (chip ?? sound).program(from, bytes),
            erase: (from) => (chip ?? sound).erase(from),
          }),
        });
        daysOffline(world, 1, () => toggle(world, 'tamper', 256, 10));
        for (let count = 0; count < 3; count += 1) world.powerCycle();
        const cutting = new CuttingFlash(world.cells, { atOperation, way });
        chip = cutting;
        runUntilCut(() => world.powerCycle());
        chip = undefined;
        isCut = cutting.operations > atOperation;
        world.powerCycle();
        cuts += isCut ? 1 : 0;
        const where = `operation ${atOperation}, ${way}`;
        expect(world.duty.untoldBoots, where).toBeGreaterThan(3);
        world.passTo(at(9, 30));
        world.driveTo(at(9, 31), place);
        expect(world.duty.faults, where).toEqual([]);
        expect(world.duty.recorder.mode.open, where).toBe(true);
      }
    }
    expect(cuts).toBeGreaterThan(2);
  });

  it('is not ended by a button for help that is pressed for a month, and hears it each time', () => {
    const world = makeTestTracker();
    const sos = { recipients: [0], intervalS: 30, durationS: 300 };
    daysOffline(
      world,
      30,
      () => {
        for (let count = 0; count < 40; count += 1) {
          world.callForHelp();
          world.driveTo(world.nowS + 2, place);
          expect(world.duty.recorder.mode).toMatchObject({ open: true, name: 'sos' });
          world.passTo(world.nowS + 310);
          expect(world.duty.recorder.mode.name).not.toBe('sos');
        }
      },
      { sos },
    );
    expect(world.duty.journal.unread).toBeLessThan(800);
    const modes = entriesOf(world).filter(({ kind }) => kind === 'mode');
    const isOpen = ({ detail }: JournalEntry) => detail['mode'] === 'sos';
    const counted = toldOf(
      modes.filter(({ detail }) => 'repeats' in detail),
      'repeats',
    );
    // The first ones are told one by one, with the begin of each.
    expect(counted + modes.filter(isOpen).length).toBeGreaterThan(1190);
    expectWorking(world, 30);
  });

  it('always hears a call for help, and its policy', () => {
    const world = makeTestTracker();
    daysOffline(world, 2, () => toggle(world, 'tamper', 400, 60));
    const { unread } = world.duty.journal;
    const told = world.duty.outbox.size;
    world.callForHelp();
    expect(world.duty.outbox.size).toBe(told + 1);
    expect(world.apply(testPolicy)).toMatchObject({ accepted: true });
    expect(world.duty.journal.unread).toBeGreaterThan(unread);
    expect(world.duty.active?.policy.privateSwitch).toBeUndefined();
  });
});

describe('what repeats itself', () => {
  function limit(unread: number) {
    const clock = new VirtualClock();
    const told: (readonly [string, number, number])[] = [];
    const parts = { unread };
    const made = new RepeatLimit({
      clock,
      unread: () => parts.unread,
      tell: (cause, { count, lastMs }) => void told.push([cause, count, lastMs]),
    });
    const passTo = (untilMs: number) => {
      clock.after(untilMs - clock.uptimeMs(), () => {});
      while (clock.step(untilMs));
      made.tick();
    };
    return { made, parts, told, passTo };
  }

  it('is told each time as long as somebody reads', () => {
    const { made } = limit(255);
    for (let count = 0; count < 100; count += 1) expect(made.happened('tamper')).toBe(true);
    expect(made.dueUptimeMs()).toBeUndefined();
  });

  it.each([
    [256, 3_600_000],
    [512, 86_400_000],
  ])('with %i unread entries is told once, and then every %i ms', (unread, everyMs) => {
    const { made, told, passTo } = limit(unread);
    expect([made.happened('tamper'), made.happened('tamper')]).toEqual([true, false]);
    expect([made.happened('private-switch'), made.dueUptimeMs()]).toEqual([true, everyMs]);
    passTo(1000);
    expect(made.happened('tamper')).toBe(false);
    passTo(everyMs - 1);
    expect(told).toEqual([]);
    passTo(everyMs);
    expect(told).toEqual([['tamper', 2, 1000]]);
    expect([made.happened('tamper'), made.isHeld('tamper')]).toEqual([false, true]);
  });

  it('is told at once when the journal was read', () => {
    const { made, parts, told } = limit(512);
    for (let count = 0; count < 3; count += 1) made.happened('tamper');
    parts.unread = 0;
    expect(made.dueUptimeMs()).toBe(0);
    made.tick();
    expect(told).toEqual([['tamper', 2, 0]]);
  });
});
