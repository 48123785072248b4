import { useCryptoEngine } from '@feierabend/protocol';
import { fileURLToPath } from 'node:url';

import { planFleet } from '../src/fleet/plan/plan-fleet.ts';
import type { FleetPlan } from '../src/fleet/plan/fleet-plan.ts';
import { readScenario } from '../src/fleet/scenario/scenario-file.ts';
import { deviceLiver } from '../src/fleet/virtual/live-devices.ts';
import { nativeCrypto } from '../src/hardware/native-crypto.ts';
import { cpuSeconds } from './reference.ts';

const yearS = 365.25 * 86_400;
/** The first ones pay for compiled code, tenants and roads that all share. */
const warmUpDevices = 60;

export interface VirtualFleetFigures {
  readonly devices: number;
  readonly days: number;
  readonly cpuS: number;
  readonly msPerDeviceDay: number;
  readonly deviceYearsPerCpuS: number;
  /** How much faster than the clock ten thousand of them would live on two cores. */
  readonly timesRealTime: number;
  readonly fixes: number;
  readonly findings: number;
  readonly digest: string;
}

/** Lives so many devices of a shipped scenario in this thread, after some others. */
export async function virtualFleet(
  devices: number,
  scenario = 'working-day.yaml',
): Promise<VirtualFleetFigures> {
  useCryptoEngine(nativeCrypto);
  const path = fileURLToPath(new URL(`../scenarios/${scenario}`, import.meta.url));
  const plan = withDevices(planFleet(await readScenario(path)), warmUpDevices + devices);
  const live = deviceLiver(plan);
  await live(Array.from({ length: warmUpDevices }, (_, at) => devices + at));
  let account: Awaited<ReturnType<typeof live>> | undefined;
  const cpuS = await cpuSeconds(async () => {
    account = await live(Array.from({ length: devices }, (_, at) => at));
  });
  const days = (plan.untilS - plan.fromS) / 86_400;
  const livedS = devices * days * 86_400;
  return {
    devices,
    days,
    cpuS,
    msPerDeviceDay: (cpuS * 1000) / devices / days,
    deviceYearsPerCpuS: livedS / yearS / cpuS,
    timesRealTime: ((livedS / cpuS) * 2) / 10_000,
    fixes: account?.tally.sum('fixes') ?? 0,
    findings: account?.tally.findingCount ?? 0,
    digest: account?.data.digest ?? '',
  };
}

/** The first group alone, with so many devices. */
function withDevices(plan: FleetPlan, devices: number): FleetPlan {
  const [group] = plan.groups;
  return group === undefined ? plan : { ...plan, groups: [{ ...group, first: 0, devices }] };
}
