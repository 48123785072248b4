import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { useCryptoEngine } from '@feierabend/protocol';

import type { FleetPlan } from '../src/fleet/plan/fleet-plan.ts';
import { planFleet } from '../src/fleet/plan/plan-fleet.ts';
import { wholeFleet } from '../src/fleet/plan/shard.ts';
import type { FleetAccount } from '../src/fleet/result/fleet-account.ts';
import { readScenario } from '../src/fleet/scenario/scenario-file.ts';
import { deviceLiver } from '../src/fleet/virtual/live-devices.ts';
import { runVirtual } from '../src/fleet/virtual/run-virtual.ts';
import { nativeCrypto } from '../src/hardware/native-crypto.ts';
import { cpuSeconds } from './reference.ts';

/** Of the issue: so many devices, a working day of which takes no longer on two cores. */
const cityDevices = 10_000;
const coresOfGoal = 2;
const wallSMax = 90;
const flatMax = 0.1;
const sizeMin = 10;
/** Sizes take turns, so that a machine that slows down does not look like a fleet that does. */
const turns = 10;
/** The first ones pay for compiled code. */
const warmUpDevices = 1000;

export interface SizeCost {
  readonly devices: number;
  /** Over as many devices for each size: one fleet of the largest, and so many small ones. */
  readonly cpuMsPerDevice: number;
}

export interface VirtualFigures {
  readonly sizes: readonly SizeCost[];
  /** How much more the dearest size takes for each device than the cheapest. */
  readonly spread: number;
  readonly day: {
    readonly devices: number;
    readonly threads: number;
    readonly cpuS: number;
    readonly wallS: number;
    readonly fixes: number;
    readonly findings: number;
    readonly digest: string;
  };
  /** For the city of the issue on two idle cores. */
  readonly cityWallS: number;
  readonly timesRealTime: number;
  readonly isJudged: boolean;
  readonly isFlat: boolean;
  readonly isFast: boolean;
}

/** What a working day of a fleet takes without a network, for fleets of several sizes and with all threads. */
export async function virtualFleet(devices: number): Promise<VirtualFigures> {
  useCryptoEngine(nativeCrypto);
  const path = fileURLToPath(new URL('../scenarios/working-day.yaml', import.meta.url));
  const plan = planFleet(await readScenario(path));
  await new FleetsOf(Math.min(warmUpDevices, devices), plan).live(warmUpDevices);
  const sizes = await sizeCosts(plan, devices);
  const each = sizes.map(({ cpuMsPerDevice }) => cpuMsPerDevice);
  const spread = Math.max(...each) / Math.min(...each) - 1;
  const day = await workingDay(plan, devices);
  const cityWallS = ((day.cpuS / devices) * cityDevices) / coresOfGoal;
  return {
    sizes,
    spread,
    day,
    cityWallS,
    timesRealTime: (plan.untilS - plan.fromS) / cityWallS,
    isJudged: devices >= cityDevices,
    isFlat: spread <= flatMax,
    isFast: cityWallS <= wallSMax,
  };
}

export function virtualText(figures: VirtualFigures): string {
  const { sizes, spread, day, cityWallS, timesRealTime, isJudged, isFlat, isFast } = figures;
  const verdict = (isMet: boolean) => (isJudged ? (isMet ? 'met' : 'MISSED') : 'not judged');
  const flat = sizes.map(
    ({ devices, cpuMsPerDevice }) =>
      `  ${`${devices} devices`.padEnd(16)} ${cpuMsPerDevice.toFixed(2)} ms CPU for each device and day\n`,
  );
  return (
    `\nvirtual time, no network: scenarios/working-day.yaml\n${flat.join('')}` +
    `  the dearest takes ${(spread * 100).toFixed(1)} % more than the cheapest; goal <= ${flatMax * 100} %: ${verdict(isFlat)}\n` +
    `  ${day.devices} devices in ${day.threads} threads: ${day.wallS.toFixed(1)} s by the clock, ${day.cpuS.toFixed(1)} CPU s, ` +
    `${day.fixes} fixes, ${day.findings} findings\n` +
    `  ${cityDevices} devices for a working day, on ${coresOfGoal} idle cores: ${cityWallS.toFixed(0)} s, ` +
    `${timesRealTime.toFixed(0)} x real time; goal < ${wallSMax} s: ${verdict(isFast)}\n` +
    (isJudged ? '' : `the goals are for ${cityDevices} devices and more\n`)
  );
}

async function sizeCosts(plan: FleetPlan, devices: number): Promise<readonly SizeCost[]> {
  const counts = [...new Set([100, 10, 1].map((part) => Math.max(sizeMin, devices / part)))];
  const costs = counts.map((count) => ({ count, fleets: new FleetsOf(count, plan), cpuS: 0 }));
  const perTurn = Math.max(sizeMin, devices / turns);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const cost of turn % 2 === 0 ? costs : costs.toReversed()) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      cost.cpuS += await cpuSeconds(() => cost.fleets.live(perTurn));
    }
  }
  return costs.map(({ count, cpuS }) => ({
    devices: count,
    cpuMsPerDevice: (cpuS * 1000) / (perTurn * turns),
  }));
}

/** Fleets of one size in this thread, the next one with another seed when the one before has had its day. */
class FleetsOf {
  readonly #size: number;
  readonly #plan: FleetPlan;
  #live: ReturnType<typeof deviceLiver> | undefined;
  #lived = 0;
  #fleets = 0;

  constructor(size: number, plan: FleetPlan) {
    this.#size = size;
    this.#plan = withDevices(plan, size);
  }

  async live(devices: number): Promise<void> {
    for (let left = devices; left > 0;) {
      this.#live ??= deviceLiver({ ...this.#plan, seed: this.#plan.seed + this.#fleets });
      const count = Math.min(left, this.#size - this.#lived);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#live(Array.from({ length: count }, (_, at) => this.#lived + at));
      left -= count;
      this.#lived += count;
      if (this.#lived < this.#size) continue;
      [this.#live, this.#lived, this.#fleets] = [undefined, 0, this.#fleets + 1];
    }
  }
}

/** As `firmware-sim fleet` does it, in all threads. */
async function workingDay(plan: FleetPlan, devices: number): Promise<VirtualFigures['day']> {
  const threads = availableParallelism();
  const startMs = performance.now();
  let account: FleetAccount | undefined;
  const cpuS = await cpuSeconds(async () => {
    account = await runVirtual(withDevices(plan, devices), {
      shard: wholeFleet,
      workers: threads,
      signal: new AbortController().signal,
      onNews: () => {},
    });
  });
  const wallS = (performance.now() - startMs) / 1000;
  const { tally, data } = account ?? {};
  const fixes = tally?.sum('fixes') ?? 0;
  const findings = tally?.findingCount ?? 0;
  return { devices, threads, cpuS, wallS, fixes, findings, digest: data?.digest ?? '' };
}

/** The first group alone, with so many devices. */
function withDevices(plan: FleetPlan, devices: number): FleetPlan {
  const [group] = plan.groups;
  return group === undefined ? plan : { ...plan, groups: [{ ...group, first: 0, devices }] };
}
