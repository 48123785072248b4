import type { FleetPlan } from '../plan/fleet-plan.ts';
import type { AccountData } from '../result/fleet-account.ts';

export interface FleetWorkerData {
  readonly plan: FleetPlan;
}

/** To live the devices with these indices. */
export interface ToFleetWorker {
  readonly indices: readonly number[];
}

export type FromFleetWorker =
  | { readonly is: 'ready' }
  | { readonly is: 'lived'; readonly devices: number; readonly account: AccountData }
  /** Something that was thrown, with the stack of where. */
  | { readonly is: 'failed'; readonly code: string; readonly text: string };
