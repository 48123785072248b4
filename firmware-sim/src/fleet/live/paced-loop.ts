import type { Tally } from '../result/tally.ts';
import type { Member } from './live-crew.ts';
import { clockMs, scenarioMs, type Pace, type PaceClock } from './pace-clock.ts';

interface LoopParts {
  readonly clock: PaceClock;
  readonly tally: Tally;
}

/** Devices that go on at once, while one waits for its own promises. */
const atOnceMax = 32;

/**
 * Lives devices by the clock: each when something is due for it or has come for it. How late each had its turn is told, so that
 * nobody takes a busy machine for a slow broker.
 */
export class PacedLoop {
  readonly #members: readonly Member[];
  readonly #parts: LoopParts;
  readonly #numbers: ReadonlyMap<Member, number>;
  /** When something is due for each, in Unix milliseconds of the scenario. */
  readonly #dueMs: Float64Array;
  #pause: AbortController | undefined;
  #isHalted = false;

  constructor(members: readonly Member[], parts: LoopParts) {
    this.#members = members;
    this.#parts = parts;
    this.#numbers = new Map(members.map((member, number) => [member, number]));
    this.#dueMs = Float64Array.from(members, ({ plan }) => plan.startS * 1000);
  }

  /** Goes on until that time of the scenario has come by the clock. */
  async advance(untilMs: number, pace: Pace): Promise<void> {
    const { clock } = this.#parts;
    while (!this.#isHalted) {
      const nowMs = Math.min(untilMs, scenarioMs(pace, clock.nowMs()));
      // oxlint-disable-next-line no-await-in-loop
      await this.#liveDue(nowMs, pace);
      if (nowMs >= untilMs) return;
      const pause = new AbortController();
      this.#pause = pause;
      const nextMs = this.#dueMs.reduce((next, dueMs) => Math.min(next, dueMs), untilMs);
      // oxlint-disable-next-line no-await-in-loop
      await clock.until(clockMs(pace, nextMs), pause.signal);
      this.#pause = undefined;
    }
  }

  /** Something has come for a device. */
  wake(member: Member): void {
    const number = this.#numbers.get(member);
    if (number !== undefined) this.#dueMs[number] = 0;
    this.#pause?.abort();
  }

  halt(): void {
    this.#isHalted = true;
    this.#pause?.abort();
  }

  async #liveDue(nowMs: number, pace: Pace): Promise<void> {
    const { clock, tally } = this.#parts;
    const due = this.#members.keys();
    const live = async () => {
      for (const number of due) {
        if ((this.#dueMs[number] ?? 0) > nowMs || this.#isHalted) continue;
        const { run, carrier } = this.#members[number] ?? {};
        if (carrier?.hopeless !== undefined) throw carrier.hopeless;
        if (run === undefined) continue;
        const dueMs = run.nextDueMs;
        if (dueMs <= nowMs) tally.record('lag', scenarioMs(pace, clock.nowMs()) - dueMs);
        // A device of the pool after the other.
        // oxlint-disable-next-line no-await-in-loop
        await run.advance(nowMs, () => !this.#isHalted);
        this.#dueMs[number] = run.nextDueMs;
      }
    };
    await Promise.all(Array.from({ length: atOnceMax }, live));
  }
}
