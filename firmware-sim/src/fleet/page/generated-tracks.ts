import type { MapPoint } from '../../page/map-plane.ts';
import { localOf } from '../../world/local-time.ts';
import { devicePlan } from '../plan/device-plan.ts';
import { devicesOf, type FleetPlan } from '../plan/fleet-plan.ts';
import { FleetTracks } from '../plan/fleet-tracks.ts';

const everyS = 20;
const hoursMax = 24;
const movingMax = 8;
const parkedMax = 200;
/** Nearer than this to the point before, a point is left out. */
const stepM = 25;

export interface GeneratedTracks {
  readonly hours: number;
  /** One line for each vehicle that drives. */
  readonly lines: readonly (readonly MapPoint[])[];
  readonly parked: readonly MapPoint[];
}

/** Where the plan lets some devices drive and park; recorded logs are somebody's, and stay out of it. */
export function generatedTracks(plan: FleetPlan): GeneratedTracks {
  const tracks = new FleetTracks(plan);
  const hours = Math.min(hoursMax, (plan.untilS - plan.fromS) / 3600);
  const untilS = plan.fromS + hours * 3600;
  const lines: MapPoint[][] = [];
  const parked: MapPoint[] = [];
  for (const index of someOf(devicesOf(plan))) {
    const device = devicePlan(plan, index);
    const policy = plan.policies[device.policy]?.policy;
    if (policy === undefined || typeof device.track !== 'string') continue;
    const isFull = device.track === 'city' ? lines.length >= movingMax : parked.length >= parkedMax;
    if (isFull) continue;
    const local = localOf(policy);
    const whereabouts = tracks.of(device);
    if (device.track === 'parked') {
      parked.push(placeOf(whereabouts.at(local(plan.fromS))));
      continue;
    }
    const line: MapPoint[] = [];
    for (let atS = plan.fromS; atS < untilS; atS += everyS) {
      const here = placeOf(whereabouts.at(local(atS)));
      const before = line.at(-1);
      const isNear =
        before !== undefined &&
        Math.hypot(here.eastM - before.eastM, here.northM - before.northM) < stepM;
      if (!isNear) line.push(here);
    }
    lines.push(line);
  }
  return { hours, lines, parked };
}

/** Indices from all over the fleet, without end where it is large. */
function someOf(devices: number): readonly number[] {
  const count = Math.min(devices, 2000);
  return Array.from({ length: count }, (_, nth) => Math.floor((nth * devices) / count));
}

function placeOf({ eastM, northM }: MapPoint): MapPoint {
  return { eastM, northM };
}
