import { VirtualClock } from '../hardware/virtual-clock.ts';

/**
 * The time of the world and the time that the device counts, which runs a little faster or slower. The device's timers come
 * before what the world does in the same millisecond.
 */
export class TwoClocks {
  readonly world = new VirtualClock();
  readonly device = new VirtualClock();
  #ppm = 0;
  #worldSinceMs = 0;
  #deviceSinceMs = 0;

  /** From now on the device counts faster by so many parts per million, in all. */
  setDrift(ppm: number): void {
    this.#deviceSinceMs = this.#deviceMs(this.world.uptimeMs());
    this.#worldSinceMs = this.world.uptimeMs();
    this.#ppm = ppm;
  }

  /** When the next thing happens in either, in time of the world; undefined when nothing does. */
  get nextDueMs(): number | undefined {
    const timerMs = this.device.nextDueMs();
    const deviceDueMs = timerMs === undefined ? undefined : this.#worldMs(timerMs);
    const worldDueMs = this.world.nextDueMs();
    return deviceDueMs === undefined || worldDueMs === undefined
      ? (deviceDueMs ?? worldDueMs)
      : Math.min(deviceDueMs, worldDueMs);
  }

  /** Moves to the next thing that happens in either, up to `untilMs` of the world; false when there is none. */
  step(untilMs: number): boolean {
    const worldDueMs = this.world.nextDueMs() ?? Number.POSITIVE_INFINITY;
    const timerMs = this.device.nextDueMs();
    const deviceDueMs = timerMs === undefined ? Number.POSITIVE_INFINITY : this.#worldMs(timerMs);
    const nextMs = Math.min(worldDueMs, deviceDueMs);
    if (nextMs > untilMs) {
      this.world.moveTo(untilMs);
      this.device.moveTo(this.#deviceMs(untilMs));
      return false;
    }
    this.world.moveTo(nextMs);
    if (timerMs !== undefined && deviceDueMs <= worldDueMs) {
      this.device.step(Math.max(timerMs, this.#deviceMs(nextMs)));
    } else {
      this.device.moveTo(this.#deviceMs(nextMs));
      this.world.step(nextMs);
    }
    return true;
  }

  #deviceMs(worldMs: number): number {
    const elapsedMs = (worldMs - this.#worldSinceMs) * (1 + this.#ppm / 1e6);
    return this.#deviceSinceMs + Math.floor(elapsedMs);
  }

  #worldMs(deviceMs: number): number {
    const elapsedMs = (deviceMs - this.#deviceSinceMs) / (1 + this.#ppm / 1e6);
    return Math.max(this.world.uptimeMs(), this.#worldSinceMs + Math.ceil(elapsedMs));
  }
}
