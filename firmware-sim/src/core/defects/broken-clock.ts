import type { Assembly } from '../assembly.ts';
import { TimeKeeper, type ClockState } from '../clock/time-keeper.ts';
import type { TimeKeeperOptions } from '../clock/time-keeper.ts';
import type { Clock } from '../ports.ts';

/** Takes the receiver's word for the date when its own clock is in this state. */
class CredulousClock extends TimeKeeper {
  readonly #credulous: ClockState;

  constructor(clock: Clock, options: TimeKeeperOptions, credulous: ClockState) {
    super(clock, options);
    this.#credulous = credulous;
  }

  override offer(unixMs: number, uptimeMs?: number): void {
    super.offer(unixMs, uptimeMs);
    if (this.state !== this.#credulous) return;
    this.trust({ timeS: Math.floor(unixMs / 1000), uncertaintyS: 1 });
  }
}

function credulousWhen(state: ClockState): Partial<Assembly> {
  return { timeKeeper: (clock, options) => new CredulousClock(clock, options, state) };
}

export const believingAtOnce = credulousWhen('untrusted');
export const followingLeaps = credulousWhen('jumped');
