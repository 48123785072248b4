import { setImmediate as settled } from 'node:timers/promises';

import type { FleetPlan } from '../plan/fleet-plan.ts';
import type { Tally } from '../result/tally.ts';
import { DeviceMaker, type LivedDevice } from './device-run.ts';

/** Time of a device between two looks at what else there is to do: milliseconds of a processor. */
const turnMs = 6 * 3_600_000;

/** Lives devices of a fleet in virtual time, one after the other: no two of them know of each other. */
export class DeviceRunner {
  readonly #maker: DeviceMaker;
  readonly #fromMs: number;
  readonly #untilMs: number;

  constructor(fleet: FleetPlan) {
    this.#maker = new DeviceMaker(fleet);
    this.#fromMs = fleet.fromS * 1000;
    this.#untilMs = fleet.untilS * 1000;
  }

  /** Undefined when it was to go on no more: the tally knows some of such a device, and is to be thrown away. */
  async live(
    index: number,
    tally: Tally,
    goesOn: () => boolean = () => true,
  ): Promise<LivedDevice | undefined> {
    const run = this.#maker.make(index, { tally });
    for (let atMs = this.#fromMs; atMs < this.#untilMs;) {
      atMs = Math.min(this.#untilMs, atMs + turnMs);
      // oxlint-disable-next-line no-await-in-loop
      await run.advance(atMs);
      // Lets a signal and the terminal have their turn.
      // oxlint-disable-next-line no-await-in-loop
      await settled();
      if (!goesOn()) return undefined;
    }
    return run.finish();
  }
}
