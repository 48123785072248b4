import type { FleetPlan } from '../plan/fleet-plan.ts';
import { FleetAccount } from '../result/fleet-account.ts';
import { DeviceRunner } from './virtual-device-run.ts';

/** Lives devices one after the other in this thread, as often as it is asked. */
export function deviceLiver(
  plan: FleetPlan,
): (indices: readonly number[]) => Promise<FleetAccount> {
  const runner = new DeviceRunner(plan);
  return async (indices) => {
    const account = FleetAccount.empty(plan);
    for (const index of indices) {
      // A thread has one core; its devices come one after the other.
      // oxlint-disable-next-line no-await-in-loop
      account.device(index, await runner.live(index, account.tally));
    }
    return account;
  };
}
