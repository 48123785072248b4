import type { Duty } from '../core/duty.ts';
import type { Tracker } from '../core/tracker.ts';

/** Sums over all boots what the firmware counts since its last one. */
export class LifeCounts {
  boots = 0;
  fixes = 0;
  epochsWithheld = 0;
  payloadBytes = 0;
  journalEntries = 0;
  waitingFrames = 0;
  /** What ran last; since {@link finish}. */
  lastDuty: Duty | undefined;
  #boot = 0;
  #duty: Duty | undefined;

  /** What runs now, in which boot: after a sleep it is another object in the same boot. */
  follow(tracker: Tracker | undefined, boot: number): void {
    if (tracker?.duty === this.#duty && boot === this.#boot) return;
    if (boot !== this.#boot || tracker === undefined) this.#add();
    if (boot !== this.#boot) this.boots += 1;
    this.#boot = boot;
    this.#duty = tracker?.duty;
  }

  finish(): void {
    this.#add();
    this.#duty = undefined;
  }

  #add(): void {
    if (this.#duty === undefined) return;
    const { recorder, journal, outbox } = this.#duty;
    this.fixes += recorder.counts.fixesTaken;
    this.epochsWithheld += recorder.counts.epochsWithheld;
    this.journalEntries = journal.length;
    this.waitingFrames = outbox.size;
    this.lastDuty = this.#duty;
  }
}

/** One word for what the device does. */
export function modeName(tracker: Tracker | undefined): string {
  if (tracker === undefined) return 'no-power';
  const mode = tracker.duty?.recorder.mode;
  if (mode === undefined) return 'unprovisioned';
  return mode.open ? 'on-duty' : mode.reason;
}
