import type { Tally } from '../result/tally.ts';

/** What an engine tells while it lives a fleet, or a shard of it. */
export interface FleetNews {
  /** How much of the run is over, of how much: devices that lived, or seconds that passed for all of them. */
  readonly done: number;
  readonly all: number;
  readonly unit: 'devices' | 'seconds';
  /** Devices that this run is about. */
  readonly devices: number;
  /** How many devices are in which state. */
  readonly states: Readonly<Record<string, number>>;
  /** Devices that have a connection now; undefined where devices do not live at the same time. */
  readonly connected?: number;
  /** What is known so far. */
  readonly tally: Tally;
}

export type TellNews = (news: FleetNews) => void;

/** What the process has used so far. */
export interface FleetCost {
  readonly wallS: number;
  readonly cpuS: number;
  readonly peakRssMiB: number;
}
