import { parseTopic } from '../../broker/topic.ts';
import { isDeviceOf } from '../plan/device-plan.ts';
import type { FleetPlan } from '../plan/fleet-plan.ts';
import { Tally } from '../result/tally.ts';

/** They are of no device of the fleet. */
const noIndex = -1;

/** What came to somebody for whom it was not, and is not the fault of one device: that of the broker and its rules. */
export class Crossings {
  readonly tally = new Tally();
  readonly #plan: FleetPlan;

  constructor(plan: FleetPlan) {
    this.#plan = plan;
  }

  /** A controller has got a message that is of no device of this run. Those of other shards are lived somewhere else. */
  stray(tenant: string, topic: string, atMs?: number): void {
    const names = parseTopic(topic);
    const isOwn = names?.tenant === tenant;
    if (isOwn && isDeviceOf(this.#plan, names)) return;
    const whose = isOwn ? 'a device that is not in the fleet' : 'somebody else than this tenant';
    this.note(tenant, `the controller of ${tenant} got a message of ${whose}: ${topic}`, atMs);
  }

  note(device: string, sentence: string, atMs = this.#plan.fromS * 1000): void {
    this.tally.count('tenancy-faults');
    this.tally.find({ index: noIndex, device, atMs, checker: 'tenancy', sentence });
  }
}
