import { SmpClient } from '@feierabend/protocol';

import type { Stage } from '../../world/stage.ts';

/** From the controller through the broker to the device. */
const oneWayMs = 90;
const timeoutMs = 20_000;
/** A broker goes by the clock, however fast the scenario goes: an answer has this long on the wall at least. */
const wallTimeoutMs = 2000;

/**
 * The controller's end of the line to one device: SMP in the messages of a broker. While something here is to be done, time
 * waits for it; while it waits for the device or for time, time goes on.
 */
export class ControllerLine {
  readonly client: SmpClient;
  readonly #stage: Stage;
  readonly #factor: number;
  #waiting: (() => void)[] = [];
  #saidMs = 0;

  /** `deliver` brings a request to the device; `factor` says how much faster than the clock time goes, where it goes by one. */
  constructor(stage: Stage, deliver: (request: Uint8Array) => void, factor = 1) {
    this.#stage = stage;
    this.#factor = factor;
    const { clock } = stage;
    this.client = new SmpClient({
      framing: 'bare',
      timeoutMs: Math.max(timeoutMs, wallTimeoutMs * factor),
      retries: 3,
      clock: {
        now: () => clock.uptimeMs(),
        after: (ms, call) => clock.after(ms, call),
      },
      send: (bytes) => {
        const copy = bytes.slice();
        clock.after(oneWayMs, () => deliver(copy));
      },
    });
  }

  get atMs(): number {
    return this.#stage.startMs + this.#stage.clock.uptimeMs();
  }

  /** When the device said what came last. */
  get saidMs(): number {
    return this.#saidMs;
  }

  attached(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  answered(payload: Uint8Array, sentMs = this.atMs): void {
    this.#saidMs = sentMs;
    this.client.receiveMessage(payload);
  }

  /** Resolves when the device is connected, at once if it is: a broker keeps what it cannot deliver. */
  async connected(): Promise<void> {
    if (!this.#stage.network.isConnected) await this.#pause((go) => void this.#waiting.push(go));
  }

  /** Resolves when the device has connected anew, or after so long of its time, and on the wall. */
  async reconnected(withinMs: number, wallMs = 0): Promise<void> {
    const overMs = Math.max(withinMs, wallMs * this.#factor);
    await this.#pause((go) => {
      let isOver = false;
      const once = () => {
        if (!isOver) go();
        isOver = true;
      };
      this.#waiting.push(once);
      this.#stage.clock.after(overMs, once);
    });
  }

  /** Lets work that is done in promises begin; it ends with the promise. */
  during(work: () => Promise<void>): void {
    this.#stage.talking(1);
    void work().finally(() => this.#stage.talking(-1));
  }

  #pause(until: (go: () => void) => void): Promise<void> {
    const { talking } = this.#stage;
    talking(-1);
    return new Promise((resolve) => {
      until(() => {
        talking(1);
        resolve();
      });
    });
  }
}
