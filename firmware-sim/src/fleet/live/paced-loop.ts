import { VirtualClock } from '../../hardware/virtual-clock.ts';
import type { Cancel } from '../../core/ports.ts';
import type { DevicePlan } from '../plan/device-plan.ts';
import type { Tally } from '../result/tally.ts';
import type { DeviceRun } from '../virtual/device-run.ts';
import type { LiveCarrier } from './live-carrier.ts';
import { clockMs, scenarioMs, type Pace, type PaceClock } from './pace-clock.ts';

interface LoopParts {
  readonly clock: PaceClock;
  readonly tally: Tally;
}

/** A device that lives by the clock. */
interface PacedMember {
  readonly plan: Pick<DevicePlan, 'startS'>;
  /** Undefined until it is made. */
  readonly run: Pick<DeviceRun, 'nextDueMs' | 'advance'> | undefined;
  readonly carrier: Pick<LiveCarrier, 'hopeless'> | undefined;
}

/** Devices that go on at once, while one waits for its own promises. */
const atOnceMax = 32;

/**
 * Lives devices by the clock: each when something is due for it or has come for it. How late each had its turn is told, so that
 * nobody takes a busy machine for a slow broker. What a turn costs hardly depends on how many devices there are: those that have
 * nothing to do are not looked at.
 */
export class PacedLoop {
  readonly #parts: LoopParts;
  /** When each is to have its turn, in Unix milliseconds of the scenario. Who has one has no entry. */
  readonly #agenda = new VirtualClock();
  readonly #entries = new Map<PacedMember, { readonly dueMs: number; readonly cancel: Cancel }>();
  readonly #living = new Set<PacedMember>();
  /** Whose turn it is, said by its entry. */
  #called: PacedMember | undefined;
  #pause: AbortController | undefined;
  #isHalted = false;

  constructor(members: readonly PacedMember[], parts: LoopParts) {
    this.#parts = parts;
    for (const member of members) this.#enter(member, member.plan.startS * 1000);
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
      const nextMs = Math.min(untilMs, this.#agenda.nextDueMs() ?? untilMs);
      // oxlint-disable-next-line no-await-in-loop
      await clock.until(clockMs(pace, nextMs), pause.signal);
      this.#pause = undefined;
    }
  }

  /** Something has come for a device. */
  wake(member: PacedMember): void {
    // Whoever has its turn is asked afterwards.
    if (!this.#living.has(member)) this.#enter(member, member.run?.nextDueMs);
    this.#pause?.abort();
  }

  halt(): void {
    this.#isHalted = true;
    this.#pause?.abort();
  }

  async #liveDue(nowMs: number, pace: Pace): Promise<void> {
    const { clock, tally } = this.#parts;
    const live = async () => {
      for (let member = this.#next(nowMs); member !== undefined; member = this.#next(nowMs)) {
        const { run, carrier } = member;
        if (carrier?.hopeless !== undefined) throw carrier.hopeless;
        if (run === undefined) continue;
        const dueMs = run.nextDueMs;
        if (dueMs <= nowMs) tally.record('lag', scenarioMs(pace, clock.nowMs()) - dueMs);
        this.#living.add(member);
        // A device of the pool after the other.
        // oxlint-disable-next-line no-await-in-loop
        await run.advance(nowMs, () => !this.#isHalted);
        this.#living.delete(member);
        this.#enter(member, run.nextDueMs);
      }
    };
    await Promise.all(Array.from({ length: atOnceMax }, live));
  }

  /** Takes the next one out of the agenda that is due by then. */
  #next(nowMs: number): PacedMember | undefined {
    if (this.#isHalted || !this.#agenda.step(nowMs)) return undefined;
    return this.#called;
  }

  #enter(member: PacedMember, dueMs = Number.POSITIVE_INFINITY): void {
    const known = this.#entries.get(member);
    if (known?.dueMs === dueMs) return;
    known?.cancel();
    this.#entries.delete(member);
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const cancel = this.#agenda.after(dueMs - this.#agenda.uptimeMs(), () => {
      this.#entries.delete(member);
      this.#called = member;
    });
    this.#entries.set(member, { dueMs, cancel });
  }
}
