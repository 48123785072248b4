import { arch, cpus, platform } from 'node:os';

import type { HostRecord } from '../../fleet/result/run-record.ts';
import type { SimIo } from '../../io.ts';

/** Measures what a run costs from now on; the function says what it has cost so far. */
const nothing = { wallS: 0, cpuS: 0, peakRssMiB: 0 };

export function startUsage({ usage = () => nothing }: SimIo, workers: number): () => HostRecord {
  const before = usage();
  return () => {
    const now = usage();
    return {
      machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} threads, ${platform()} ${arch()}`,
      workers,
      wallS: round(now.wallS - before.wallS),
      cpuS: round(now.cpuS - before.cpuS),
      peakRssMiB: Math.round(now.peakRssMiB),
    };
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
