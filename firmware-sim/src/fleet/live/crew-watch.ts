import type { FleetPlan } from '../plan/fleet-plan.ts';
import { Tally } from '../result/tally.ts';
import type { TellNews } from '../view/fleet-news.ts';
import type { Crew } from './live-crew.ts';

const everyMs = 1000;

interface WatchParts {
  readonly plan: FleetPlan;
  readonly devices: number;
  readonly onNews: TellNews;
  /** The time of the scenario by the clock; undefined where it does not go by one. */
  readonly nowMs: () => number | undefined;
}

/** Looks at the crews of a run now and then, and tells what they are doing. */
export class CrewWatch {
  /** Seconds of the scenario that are over for all devices, where it does not go by the clock. */
  passedS = 0;
  readonly #crews: readonly Crew[];
  readonly #parts: WatchParts;
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;

  constructor(crews: readonly Crew[], parts: WatchParts) {
    this.#crews = crews;
    this.#parts = parts;
    // A crew that cannot answer ends the run by itself.
    this.#timer = setInterval(() => void this.look().catch(() => {}), everyMs);
    this.#timer.unref();
  }

  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const { plan, devices, onNews } = this.#parts;
      const glances = await Promise.all(this.#crews.map((crew) => crew.glance()));
      const tally = new Tally();
      const states: Record<string, number> = {};
      let connected = 0;
      for (const glance of glances) {
        tally.add(new Tally(glance.tally));
        connected += glance.connected;
        for (const [state, count] of Object.entries(glance.states)) {
          states[state] = (states[state] ?? 0) + count;
        }
      }
      const all = plan.untilS - plan.fromS;
      const nowMs = this.#parts.nowMs();
      const done =
        nowMs === undefined ? this.passedS : Math.min(all, Math.floor(nowMs / 1000) - plan.fromS);
      onNews({ done, all, unit: 'seconds', devices, states, connected, tally });
    } finally {
      this.#isLooking = false;
    }
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
