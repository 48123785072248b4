import type { World } from '../ports.ts';
import { CrashCell, type CrashRecord } from './crash-record.ts';

/**
 * What a processor's fault handler does for the firmware: an error that nobody caught is written down, the board is reset,
 * and nothing of this boot runs any more.
 */
export class FaultHandler {
  readonly #world: World;
  readonly #recordOf: (error: unknown) => CrashRecord;
  /** Calls into the firmware that are under way, one inside the other. */
  #depth = 0;
  #isDead = false;

  constructor(world: World, recordOf: (error: unknown) => CrashRecord) {
    this.#world = world;
    this.#recordOf = recordOf;
  }

  /** The firmware lives, and does nothing at the moment. */
  get isIdle(): boolean {
    return !this.#isDead && this.#depth === 0;
  }

  /** Lets the firmware do something. Only the outermost call catches, so that nothing goes on half done. */
  run(work: () => void): void {
    if (this.#isDead) return;
    this.#depth += 1;
    try {
      work();
    } catch (error) {
      if (this.#depth > 1) throw error;
      this.#crash(error);
    } finally {
      this.#depth -= 1;
    }
  }

  /** The firmware hangs: nothing of this boot runs any more. */
  hang(): void {
    this.#isDead = true;
  }

  /** The same world, whose clock calls back under this handler. Its parts are named: the firmware reads them all the time. */
  guarded(world: World): World {
    const { clock, rtc, random, flash, serial, link, log, certificates, watchdog } = world;
    const { resetCause, gnssPower, inputs, indicator, reset, crashed, tap } = world;
    return {
      clock: {
        uptimeMs: () => clock.uptimeMs(),
        after: (delayMs, callback) => clock.after(delayMs, () => this.run(callback)),
      },
      rtc,
      random,
      flash,
      serial,
      link,
      log,
      certificates,
      watchdog,
      resetCause,
      gnssPower,
      inputs,
      indicator,
      reset,
      crashed,
      tap,
    };
  }

  /** The chip may be what failed: then this fails as well, and the error leaves the firmware. */
  #crash(error: unknown): void {
    const { clock, flash, crashed, reset } = this.#world;
    crashed?.(error);
    this.#isDead = true;
    new CrashCell(flash).write(this.#recordOf(error), clock.uptimeMs());
    reset();
  }
}
