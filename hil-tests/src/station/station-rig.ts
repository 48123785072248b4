import type { IndicatorPattern } from '@feierabend/firmware-sim';
import { realHost } from '@feierabend/flasher';

import type { Bench } from '../bench/bench-schema.ts';
import type { Cleanup } from '../bench/cleanup.ts';
import { openRig } from '../bench/open-rig.ts';
import type { WiredTracker } from '../rig/emulated/virtual-wiring.ts';
import type { Rig } from '../rig/rig.ts';

/** The rig of a run. It boots once; virtual trackers are wired to it one after the other. */
export interface StationRig {
  readonly rig: Rig;
  /** Solders another virtual tracker to an emulated board; a real board keeps the one it has. */
  wire(tracker: WiredTracker | undefined): void;
  /** Shows the emulated sensor what the tracker's light shows. */
  light(pattern: IndicatorPattern): void;
}

const dark = { indicator: 'off' } as const;

export async function openStationRig(
  bench: Bench,
  { cleanup, pid, speed }: { cleanup: Cleanup; pid: number | undefined; speed?: number },
): Promise<StationRig | undefined> {
  if (bench.rig === undefined) return undefined;
  let wired: WiredTracker | undefined;
  const { rig, wiring } = await openRig({
    bench,
    system: realHost,
    pid,
    ...(speed === undefined ? {} : { speed }),
    tracker: {
      power: async (isOn) => (await wired?.power(isOn)) ?? dark,
      input: async (name, isActive) => (await wired?.input(name, isActive)) ?? dark,
    },
  });
  cleanup.defer(() => rig.close());
  return {
    rig,
    wire: (tracker) => {
      wired = tracker;
      wiring?.light('off');
    },
    light: (pattern) => wiring?.light(pattern),
  };
}
