import type { CompiledPolicy } from '@feierabend/protocol';

import type { Fault } from '../../world/faults.ts';

/**
 * A scenario with its files read, its times in Unix seconds and its names as numbers: everything that a device needs, and
 * nothing that depends on workers or shards. Plain data, which goes to other threads as it is.
 */
export interface FleetPlan {
  readonly name: string;
  /** SHA-256 of the scenario and of every file it names. */
  readonly digest: string;
  readonly seed: number;
  readonly fromS: number;
  readonly untilS: number;
  readonly rampMs: number;
  readonly groups: readonly PlannedGroup[];
  readonly policies: readonly PlannedPolicy[];
  readonly logs: readonly PlannedLog[];
  /** By the time at which they begin. */
  readonly faults: readonly PlannedFault[];
  /** As people wrote them, and what every run asserts. */
  readonly assertions: readonly string[];
}

export interface PlannedGroup {
  readonly name: string;
  readonly tenant: string;
  /** Index of its first device in the fleet. */
  readonly first: number;
  readonly devices: number;
  /** Index in {@link FleetPlan.policies}. */
  readonly policy: number;
  readonly track: PlannedTrack;
  readonly defects: readonly string[];
}

/** `log` is an index in {@link FleetPlan.logs}. */
export type PlannedTrack = 'city' | 'parked' | { readonly log: number };

export interface PlannedPolicy {
  readonly file: string;
  readonly policy: CompiledPolicy;
  /** Pairs of Unix seconds, worked out from the text of the policy and the time zone: from, and until before which. */
  readonly windows: Float64Array;
}

/** One place a second of a recorded log; where it has none, the one before. */
export interface PlannedLog {
  readonly file: string;
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
}

/** What is done, whom it may hit, and when it begins. */
export interface PlannedFault {
  readonly act: FaultAct;
  readonly atS: number;
  /** Indices of groups. */
  readonly groups: readonly number[];
  readonly share: number;
  /** Who comes when; one wave of everybody where the kind has none. */
  readonly waves: readonly { readonly share: number; readonly afterS: number }[];
}

/** A fault without its times: what is done to one device that it hits. */
export type FaultAct =
  | { readonly kind: 'broker-outage'; readonly forMs: number }
  | { readonly kind: 'slow-link'; readonly forMs: number; readonly latencyMs: number }
  | { readonly kind: 'packet-loss'; readonly forMs: number; readonly loss: number }
  | { readonly kind: 'clock-loss' | 'mass-reconnect' | 'wipe' | 'foreign-order' }
  | { readonly kind: 'device-fault'; readonly fault: Pick<Fault, 'name' | 'value'> }
  | {
      readonly kind: 'firmware-rollout';
      readonly version: string;
      readonly image: 'good' | 'bad';
    }
  /** `policy` is an index in {@link FleetPlan.policies}. */
  | { readonly kind: 'policy-change'; readonly policy: number };

export function devicesOf({ groups }: Pick<FleetPlan, 'groups'>): number {
  return groups.reduce((sum, { devices }) => sum + devices, 0);
}
