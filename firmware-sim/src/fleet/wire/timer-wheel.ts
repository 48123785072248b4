import type { Cancel, Clock } from '../../core/ports.ts';

const tickMs = 10;
const slots = 8192;
const none = -1;

/**
 * One timer for each of many devices, all behind one timer of the clock. A device is called at its time or earlier, never
 * later than a tick after it: whoever is called early looks what is due, and sets its timer again. So a deadline that moves
 * away with every packet costs nothing.
 */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #due: (index: number, nowMs: number) => void;
  readonly #heads = new Int32Array(slots).fill(none);
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  /** Absolute tick of each device's timer; none when it has none. */
  #ticks = new Int32Array(0);
  #count = 0;
  /** Everything up to this tick was called. */
  #cursor = 0;
  #armedTick = none;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, due: (index: number, nowMs: number) => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** Calls this device no later than then. A timer that is due before stays as it is. */
  set(index: number, atMs: number): void {
    if (index >= this.#ticks.length) this.#grow(index);
    if (this.#count === 0) this.#cursor = Math.floor(this.#clock.uptimeMs() / tickMs);
    const wanted = Math.max(Math.ceil(atMs / tickMs), this.#cursor + 1);
    const tick = Math.min(wanted, this.#cursor + slots - 1);
    const current = this.#ticks[index] ?? none;
    if (current !== none) {
      if (current <= tick) return;
      this.#unlink(index);
    }
    this.#link(index, tick);
    if (this.#armedTick === none || tick < this.#armedTick) this.#arm(tick);
  }

  clear(index: number): void {
    if ((this.#ticks[index] ?? none) !== none) this.#unlink(index);
  }

  stop(): void {
    this.#cancel?.();
    this.#armedTick = none;
    this.#heads.fill(none);
    this.#ticks.fill(none);
    this.#count = 0;
  }

  #arm(tick: number): void {
    this.#cancel?.();
    this.#armedTick = tick;
    const delayMs = Math.max(1, tick * tickMs - this.#clock.uptimeMs());
    this.#cancel = this.#clock.after(delayMs, () => this.#fire());
  }

  #fire(): void {
    this.#armedTick = none;
    const nowMs = this.#clock.uptimeMs();
    const nowTick = Math.floor(nowMs / tickMs);
    while (this.#cursor < nowTick && this.#count > 0) {
      this.#cursor += 1;
      const slot = this.#cursor % slots;
      for (;;) {
        const index = this.#heads[slot] ?? none;
        if (index === none) break;
        this.#unlink(index);
        this.#due(index, nowMs);
      }
    }
    const tick = this.#soonest();
    if (tick !== none && (this.#armedTick === none || tick < this.#armedTick)) this.#arm(tick);
  }

  #soonest(): number {
    if (this.#count === 0) return none;
    for (let tick = this.#cursor + 1; tick < this.#cursor + slots; tick += 1) {
      if (this.#heads[tick % slots] !== none) return tick;
    }
    return none;
  }

  #link(index: number, tick: number): void {
    const slot = tick % slots;
    const head = this.#heads[slot] ?? none;
    this.#ticks[index] = tick;
    this.#previous[index] = none;
    this.#next[index] = head;
    if (head !== none) this.#previous[head] = index;
    this.#heads[slot] = index;
    this.#count += 1;
  }

  #unlink(index: number): void {
    const [next = none, previous = none] = [this.#next[index], this.#previous[index]];
    if (next !== none) this.#previous[next] = previous;
    if (previous === none) this.#heads[(this.#ticks[index] ?? 0) % slots] = next;
    else this.#next[previous] = next;
    this.#ticks[index] = none;
    this.#count -= 1;
  }

  #grow(index: number): void {
    const length = Math.max(64, 2 ** Math.ceil(Math.log2(index + 1)));
    const grown = (old: Int32Array) => {
      const bytes = new Int32Array(length).fill(none);
      bytes.set(old);
      return bytes;
    };
    this.#next = grown(this.#next);
    this.#previous = grown(this.#previous);
    this.#ticks = grown(this.#ticks);
  }
}
