import type { FleetPlan } from '../plan/fleet-plan.ts';
import { FleetAccount } from '../result/fleet-account.ts';
import { DeviceRunner } from './virtual-device-run.ts';

/**
 * Lives devices one after the other in this thread, as often as it is asked. The account is empty when they were to go on no
 * more before all had lived.
 */
export function deviceLiver(
  plan: FleetPlan,
  goesOn?: () => boolean,
): (indices: readonly number[]) => Promise<FleetAccount> {
  const runner = new DeviceRunner(plan);
  return async (indices) => {
    const account = FleetAccount.empty(plan);
    for (const index of indices) {
      // A thread has one core; its devices come one after the other.
      // oxlint-disable-next-line no-await-in-loop
      const lived = await runner.live(index, account.tally, goesOn);
      if (lived === undefined) return FleetAccount.empty(plan);
      account.device(index, lived);
    }
    return account;
  };
}
