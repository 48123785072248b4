import {
  deriveKeyPair,
  Reset,
  type CompiledPolicy,
  type TrackerRecord,
} from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { at, recipient, testPolicy } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';

const work = { latitude: 48.37054, longitude: 10.89779 };
/** Who is called for help; reads the ordinary reports, too. */
const rescue = deriveKeyPair(new Uint8Array(32).fill(9));

const policy: CompiledPolicy = {
  ...testPolicy,
  privateSwitch: true,
  recipients: [
    { name: 'fleet-office', publicKey: recipient.publicKey },
    { name: 'rescue', publicKey: rescue.publicKey },
  ],
  sos: { recipients: [1], intervalS: 30, durationS: 600 },
  theftRecovery: { intervalS: 60, durationS: 3600 },
};

const fixes = (records: readonly TrackerRecord[]) =>
  records.flatMap((record) => (record.kind === 'fix' ? [record] : []));
const times = (records: readonly TrackerRecord[]) => fixes(records).map(({ timeS }) => timeS);
const events = (records: readonly TrackerRecord[]) =>
  records.flatMap((record) => (record.kind === 'event' ? [record.event] : []));

/** A tracker with a trusted clock at this second. */
function tracker(startS: number, changes: Partial<CompiledPolicy> = {}): TestTracker {
  const world = makeTestTracker({ startS: startS - 4 });
  world.apply({ ...policy, ...changes });
  world.driveTo(startS, () => work);
  return world;
}
const driveFor = (world: TestTracker, seconds: number) =>
  world.driveTo(Math.floor(world.nowS) + seconds, () => work);

/** As somebody asks for it on the management port. */
async function reset(world: ReturnType<typeof makeTestTracker>): Promise<void> {
  await world.client.request(Reset.write, {});
  await Promise.resolve();
}

describe('a call for help', () => {
  it('goes to those it is for and to nobody else, at night, for its time', () => {
    const world = tracker(at(20));
    driveFor(world, 10);
    world.callForHelp();
    expect(world.device.indicator).toBe('slow-blink');
    driveFor(world, 1200);
    world.passTo(world.nowS + 1000);
    const seen = times(world.reportsFor(rescue).records);
    expect([seen[0], seen.length]).toEqual([at(20, 0, 11), 20]);
    expect(seen.at(-1)).toBeLessThan(at(20, 10, 10));
    expect(fixes(world.reports.records)).toEqual([]);
    expect(events(world.reports.told)).toEqual(['sos']);
    expect(world.device.indicator).toBe('off');
    expect(fixes(world.reportsFor(rescue).records)[0]).toEqual({
      kind: 'fix',
      timeS: at(20, 0, 11),
      latitudeE5: 4_837_054,
      longitudeE5: 1_089_779,
    });
  });

  it('is possible with the private switch on, and while processing is restricted', () => {
    const world = tracker(at(9));
    world.device.setInput('private-switch', true);
    world.order('restrict', { on: true });
    driveFor(world, 20);
    world.callForHelp();
    driveFor(world, 700);
    expect(
      times(world.reportsFor(rescue).records).filter((timeS) => timeS > at(9, 0, 1)),
    ).toHaveLength(20);
  });

  it('has no place where the policy names nobody for it, and the light says that it was heard', () => {
    const world = tracker(at(20), { sos: undefined });
    world.callForHelp();
    expect(world.device.indicator).toBe('double-flash');
    driveFor(world, 61);
    expect(world.device.indicator).toBe('off');
    expect(world.reports.told).toEqual([{ kind: 'event', timeS: at(20), event: 'sos' }]);
    expect(fixes(world.reportsFor(rescue).records)).toEqual([]);
  });

  it('goes out at once without a time and without a place, and has its place when the time comes', () => {
    const world = makeTestTracker({ startS: at(20) });
    world.apply(policy);
    world.passTo(at(20, 1));
    world.callForHelp();
    expect(world.reports.told).toEqual([{ kind: 'event', timeS: 0, event: 'sos' }]);
    expect(fixes(world.reportsFor(rescue).records)).toEqual([]);
    driveFor(world, 700);
    const seen = times(world.reportsFor(rescue).records);
    expect(seen[0]).toBe(at(20, 1, 4));
    expect(seen.at(-1)).toBeLessThan(at(20, 11));
  });

  it('without a time goes on over a reset, and has its place when the time comes', async () => {
    const world = makeTestTracker({ startS: at(20) });
    world.apply(policy);
    world.passTo(at(20, 1));
    world.callForHelp();
    world.passTo(at(20, 3));
    // Twice, with time between: the age is that of the call, not of the boot.
    for (const untilS of [at(20, 4), at(20, 5)]) {
      await reset(world);
      world.passTo(untilS);
    }
    driveFor(world, 700);
    const seen = times(world.reportsFor(rescue).records);
    expect(seen[0]).toBe(at(20, 5, 4));
    // No later than without a reset, and not much earlier.
    expect(seen.at(-1)).toBeLessThan(at(20, 11));
    expect(seen.at(-1)).toBeGreaterThan(at(20, 10, 20));
  });

  it('without a time is over when its time is, reset or not', async () => {
    const world = makeTestTracker({ startS: at(20) });
    world.apply(policy);
    world.callForHelp();
    world.passTo(at(20, 6));
    await reset(world);
    world.passTo(at(20, 10, 1));
    driveFor(world, 700);
    expect(times(world.reportsFor(rescue).records)).toEqual([]);
  });

  it('without a time has no place after a power cut, for nobody knows how old it is', () => {
    const world = makeTestTracker({ startS: at(20) });
    world.apply(policy);
    world.passTo(at(20, 1));
    world.callForHelp();
    world.powerCycle();
    driveFor(world, 700);
    expect(events(world.reports.told)).toContain('sos');
    expect(times(world.reportsFor(rescue).records)).toEqual([]);
  });

  it('goes on after a power cut, and not beyond its end', () => {
    const world = tracker(at(20));
    world.callForHelp();
    driveFor(world, 100);
    world.powerCycle();
    driveFor(world, 700);
    const seen = times(world.reportsFor(rescue).records);
    expect(seen.some((timeS) => timeS > at(20, 2))).toBe(true);
    expect(seen.at(-1)).toBeLessThan(at(20, 10));
    expect(events(world.reports.told)).toContain('unexpected-reset');
  });

  it('is longer when somebody calls again', () => {
    const world = tracker(at(20));
    world.callForHelp();
    driveFor(world, 500);
    world.callForHelp();
    driveFor(world, 1300);
    const seen = times(world.reportsFor(rescue).records);
    expect(seen.at(-1)).toBeGreaterThan(at(20, 17));
    expect(seen.at(-1)).toBeLessThan(at(20, 18, 21));
    expect(seen.length).toBeGreaterThan(34);
  });
});

describe('the private switch', () => {
  it('closes at once and says why, and opens again', () => {
    const world = tracker(at(9));
    driveFor(world, 60);
    world.device.setInput('private-switch', true);
    expect(world.device.indicator).toBe('off');
    driveFor(world, 600);
    world.device.setInput('private-switch', false);
    driveFor(world, 60);
    world.order('restrict', { on: false });
    world.duty.stop();
    const { records, told } = world.reports;
    expect(times(records).filter((timeS) => timeS > at(9, 1) && timeS <= at(9, 11))).toEqual([]);
    expect(records).toContainEqual({
      kind: 'withheld',
      fromS: at(9, 1),
      untilS: at(9, 11),
      reason: 'private-switch',
    });
    expect(events(told)).toEqual(['private-switch-on', 'private-switch-off']);
  });

  it('does nothing where the policy does not have it', () => {
    const world = tracker(at(9), { privateSwitch: undefined });
    world.device.setInput('private-switch', true);
    driveFor(world, 60);
    expect(world.duty.recorder.mode).toMatchObject({ name: 'on-duty' });
    expect(world.reports.told).toEqual([]);
  });

  it('is where it stands after a reset, and was moved while the power was off', () => {
    const world = tracker(at(9));
    world.device.powerOff();
    world.device.setInput('private-switch', true);
    world.device.powerOn();
    driveFor(world, 10);
    expect(world.duty.recorder.mode).toMatchObject({ name: 'private', reason: 'private-switch' });
  });
});

describe('a restriction', () => {
  it('keeps what is stored, sends no report, and holds over resets until it is lifted', () => {
    const world = tracker(at(9));
    world.network.up = false;
    driveFor(world, 100);
    expect(world.order('restrict', { on: true }, { cosigner: null })).toMatchObject({
      accepted: true,
    });
    const stored = world.duty.outbox.size;
    world.network.up = true;
    driveFor(world, 100);
    world.powerCycle();
    driveFor(world, 100);
    expect(world.duty.recorder.mode).toMatchObject({ name: 'restricted' });
    const early = { kind: 'withheld', reason: 'clock-untrusted' };
    expect(world.reports.records).toEqual([expect.objectContaining(early)]);
    expect(world.reports.entries.length).toBeGreaterThan(0);
    expect(stored).toBeGreaterThan(1);
    expect(world.order('restrict', { on: false }, { cosigner: null })).toMatchObject({
      accepted: false,
    });
    expect(world.order('restrict', { on: false })).toMatchObject({ accepted: true });
    driveFor(world, 10);
    expect(times(world.reports.records).length).toBeGreaterThanOrEqual(10);
    expect(times(world.reports.records).every((timeS) => timeS <= at(9, 1, 40))).toBe(true);
  });

  it('outlives the retention: restricted data are kept', () => {
    const world = tracker(at(9), { retentionS: 3600 });
    world.network.up = false;
    driveFor(world, 100);
    world.order('restrict', { on: true });
    const stored = world.duty.outbox.size;
    world.passTo(at(14));
    expect(world.duty.outbox.size).toBeGreaterThanOrEqual(stored);
  });
});

describe('mileage', () => {
  /** 50 km/h to the north. */
  const drive = (timeS: number) => ({
    latitude: 48.3 + ((timeS - at(0)) * 13.9) / 111_200,
    longitude: 10.9,
  });
  const metres = (records: readonly TrackerRecord[]) =>
    records.flatMap((record) => (record.kind === 'mileage' ? [record] : []));

  it('is all that a reduced device tells, in work hours too', () => {
    const world = tracker(at(9));
    world.order('reduce', { on: true });
    world.driveTo(at(10, 1), drive);
    const { records } = world.reports;
    expect(times(records).filter((timeS) => timeS > at(9))).toEqual([]);
    const [first] = metres(records);
    expect(first?.distanceM).toBeGreaterThan(48_000);
    expect(first?.distanceM).toBeLessThan(51_000);
    expect([first?.fromS, first?.untilS]).toEqual([at(9), at(10)]);
    expect(records).toContainEqual({
      kind: 'withheld',
      fromS: at(9),
      untilS: at(10),
      reason: 'reduced',
    });
  });

  it('outside the windows is told where the policy says so, beside a sign of life', () => {
    const world = tracker(at(17), { outside: 'mileage', heartbeatS: 600 });
    world.driveTo(at(17, 21), drive);
    const told = metres(world.reports.records);
    expect(told.map(({ untilS }) => untilS)).toEqual([at(17, 9, 59), at(17, 19, 59)]);
    expect(told[1]?.distanceM).toBeGreaterThan(8_000);
    expect(world.reports.records.filter(({ kind }) => kind === 'heartbeat')).toHaveLength(2);
  });

  it('is not counted with the private switch on', () => {
    const world = tracker(at(17), { outside: 'mileage', heartbeatS: 600 });
    world.device.setInput('private-switch', true);
    world.driveTo(at(17, 21), drive);
    expect(metres(world.reports.records).filter(({ distanceM }) => distanceM > 0)).toEqual([]);
  });
});

describe('a break-glass', () => {
  const theft = {
    cause: 'theft',
    fromS: at(2),
    untilS: at(24),
    intervalS: 10,
    reference: 'AZ 1/26',
  } as const;

  it('is announced a minute before its first position, and opens no more than the policy allows', () => {
    const world = tracker(at(20));
    driveFor(world, 60);
    expect(world.order('break-glass', theft)).toMatchObject({ accepted: true });
    expect(world.device.indicator).toBe('fast-blink');
    driveFor(world, 4000);
    world.passTo(world.nowS + 1000);
    const seen = times(world.reports.records);
    expect(seen[0]).toBe(at(20, 2));
    expect(seen.at(-1)).toBe(at(21));
    expect(seen.every((timeS, i) => i === 0 || timeS - (seen[i - 1] ?? 0) >= 60)).toBe(true);
    expect(world.device.indicator).toBe('off');
    const modes = world.reports.entries.flatMap(({ detail }) => detail['mode'] ?? []);
    expect(modes).toEqual(expect.arrayContaining(['announced', 'break-glass']));
  });

  it('goes on after a reset, and beats the switch that a thief would use', () => {
    const world = tracker(at(20));
    world.order('break-glass', theft);
    driveFor(world, 90);
    world.device.setInput('private-switch', true);
    world.powerCycle();
    driveFor(world, 70);
    expect(world.duty.recorder.mode).toMatchObject({ name: 'break-glass' });
  });

  it('is over at its end after a long sleep, before anything is taken', () => {
    const world = tracker(at(20));
    world.order('break-glass', theft);
    driveFor(world, 90);
    world.device.powerOff();
    world.passTo(at(22));
    world.device.powerOn();
    driveFor(world, 60);
    world.passTo(world.nowS + 1000);
    expect(times(world.reports.records).every((timeS) => timeS < at(20, 2))).toBe(true);
    expect(world.duty.recorder.mode).toMatchObject({ name: 'off-duty' });
  });

  it.each([
    ['a theft that the policy has no rule for', { theftRecovery: undefined }, undefined],
    ['a device that an instruction restricts', {}, 'restrict'],
    ['a device that an instruction reduces to mileage', {}, 'reduce'],
  ] as const)('is refused for %s', (_name, change, kind) => {
    const world = tracker(at(20), change);
    if (kind !== undefined) world.order(kind, { on: true });
    expect(world.order('break-glass', theft)).toEqual({ accepted: false, rc: 17 });
  });
});

describe('an alert', () => {
  it('goes out at night: tampering, and an instruction that nobody known signed', () => {
    const world = tracker(at(3));
    world.device.setInput('tamper', true);
    world.duty.instruct(new Uint8Array(20));
    expect(events(world.reports.told)).toEqual(['tamper']);
    expect(world.reports.told[0]).toEqual({ kind: 'event', timeS: at(3), event: 'tamper' });
  });
});
