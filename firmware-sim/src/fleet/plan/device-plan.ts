import { UsageError } from '@feierabend/protocol';

import { seedOf, shareOf } from './device-seed.ts';
import type { FaultAct, FleetPlan, PlannedGroup, PlannedTrack } from './fleet-plan.ts';

/** One device of a fleet: who it is, and what happens to it. */
export interface DevicePlan {
  readonly index: number;
  readonly device: string;
  readonly tenant: string;
  /** Index of its group. */
  readonly group: number;
  readonly seed: number;
  /** When it is switched on for the first time. */
  readonly startS: number;
  /** Index of its first policy. */
  readonly policy: number;
  readonly track: PlannedTrack;
  readonly defects: readonly string[];
  /** By time. */
  readonly faults: readonly DeviceFault[];
}

interface DeviceFault {
  readonly act: FaultAct;
  readonly atS: number;
}

/** Everything about one device, from the plan of the fleet and its index alone. */
export function devicePlan(fleet: FleetPlan, index: number): DevicePlan {
  const group = groupOf(fleet, index);
  const of = fleet.groups[group] as PlannedGroup;
  const { seed } = fleet;
  const faults = fleet.faults.flatMap((fault, number): DeviceFault[] => {
    const atS = faultAtS(fleet, number, { index, group });
    return atS === undefined ? [] : [{ act: fault.act, atS }];
  });
  return {
    index,
    device: nameOf(of, index - of.first),
    tenant: of.tenant,
    group,
    seed: seedOf(seed, 'device', index),
    startS: startSOf(fleet, index),
    policy: of.policy,
    track: of.track,
    defects: of.defects,
    faults: faults.toSorted((a, b) => a.atS - b.atS),
  };
}

function startSOf({ seed, fromS, rampMs }: FleetPlan, index: number): number {
  return fromS + Math.floor((shareOf(seed, 'ramp', index) * rampMs) / 1000);
}

/** When a fault of the plan hits a device; undefined where it does not, or is over when the device is switched on. */
export function faultAtS(
  fleet: FleetPlan,
  number: number,
  { index, group }: Pick<DevicePlan, 'index' | 'group'>,
): number | undefined {
  const { seed, untilS, faults } = fleet;
  const fault = faults[number];
  if (fault?.groups.includes(group) !== true) return undefined;
  if (shareOf(seed, `fault ${number}`, index) >= fault.share) return undefined;
  const afterS = waveOf(fault.waves, shareOf(seed, `wave ${number}`, index));
  if (afterS === undefined || fault.atS + afterS >= untilS) return undefined;
  const atS = fault.atS + afterS;
  const lateMs = (startSOf(fleet, index) - atS) * 1000;
  return restOf(fault.act, lateMs) === undefined ? undefined : atS;
}

/** What of a fault is left for a device that is switched on so long after it began; undefined where nothing is. Orders wait. */
export function restOf(act: FaultAct, lateMs: number): FaultAct | undefined {
  if (lateMs <= 0) return act;
  if (act.kind === 'mass-reconnect' || act.kind === 'clock-loss') return undefined;
  if (!('forMs' in act)) return act;
  return act.forMs > lateMs ? { ...act, forMs: act.forMs - lateMs } : undefined;
}

/** Whether the fleet has a device of this name, in whichever shard. */
export function isDeviceOf(
  { groups }: FleetPlan,
  { tenant, device }: { readonly tenant: string; readonly device: string },
): boolean {
  const nth = Number(/-(\d+)$/u.exec(device)?.[1]) - 1;
  return groups.some(
    (of) => of.tenant === tenant && nth < of.devices && nameOf(of, nth) === device,
  );
}

function nameOf({ name }: PlannedGroup, nth: number): string {
  return `${name}-${String(nth + 1).padStart(5, '0')}`;
}

function groupOf({ groups }: FleetPlan, index: number): number {
  const group = groups.findIndex(({ first, devices }) => index >= first && index < first + devices);
  if (group >= 0) return group;
  throw new UsageError({
    code: 'FLEET_INDEX',
    expected: 'the index of a device of the fleet',
    came: `${index}`,
    next: 'give one that is below the number of devices',
  });
}

/** How long after the beginning somebody with this share comes; undefined for who is in no wave. */
function waveOf(
  waves: readonly { readonly share: number; readonly afterS: number }[],
  share: number,
): number | undefined {
  let until = 0;
  for (const wave of waves) {
    until += wave.share;
    if (share < until) return wave.afterS;
  }
  return undefined;
}
