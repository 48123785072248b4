import type { FleetPlan } from '../plan/fleet-plan.ts';
import type { Tally } from '../result/tally.ts';
import { DeviceMaker, type LivedDevice } from './device-run.ts';

/** Lives devices of a fleet in virtual time, one after the other: no two of them know of each other. */
export class DeviceRunner {
  readonly #maker: DeviceMaker;
  readonly #untilMs: number;

  constructor(fleet: FleetPlan) {
    this.#maker = new DeviceMaker(fleet);
    this.#untilMs = fleet.untilS * 1000;
  }

  async live(index: number, tally: Tally): Promise<LivedDevice> {
    const run = this.#maker.make(index, { tally });
    await run.advance(this.#untilMs);
    return run.finish();
  }
}
