import { arch, cpus, platform } from 'node:os';

import type { FleetCost } from '../../fleet/view/fleet-news.ts';
import type { HostRecord } from '../../fleet/result/run-record.ts';
import type { SimIo } from '../../io.ts';

const nothing = { wallS: 0, cpuS: 0, peakRssMiB: 0 };

export interface Usage {
  /** So far, since the beginning. */
  readonly cost: () => FleetCost;
  readonly host: () => HostRecord;
}

/** Measures what a run costs from now on. */
export function startUsage({ usage = () => nothing }: SimIo, workers: number): Usage {
  const before = usage();
  const cost = (): FleetCost => {
    const { wallS, cpuS, peakRssMiB } = usage();
    return { wallS: wallS - before.wallS, cpuS: cpuS - before.cpuS, peakRssMiB };
  };
  const host = (): HostRecord => {
    const now = cost();
    return {
      machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} threads, ${platform()} ${arch()}`,
      workers,
      wallS: round(now.wallS),
      cpuS: round(now.cpuS),
      peakRssMiB: Math.round(now.peakRssMiB),
    };
  };
  return { cost, host };
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
