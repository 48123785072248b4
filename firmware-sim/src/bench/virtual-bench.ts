import { FeierabendError, InternalError } from '@feierabend/protocol';

import type { ByteQueue } from '../adapters/serial/byte-queue.ts';
import type { NetworkPort } from '../adapters/network-port.ts';
import type { Flash } from '../core/ports.ts';
import type { VirtualClock } from '../hardware/virtual-clock.ts';
import type { VirtualDevice } from '../hardware/virtual-device.ts';
import type {
  ControlAnswer,
  ControlRequest,
  FeedInstant,
  TrackerCounters,
} from './control-messages.ts';

/** How long a real broker may take before virtual time goes on without it. */
const settleDeadlineMs = 5_000;
const feedDeadlineMs = 10_000;

/** Moves virtual time and power for a bench outside this process. */
export class VirtualBench {
  readonly #device: VirtualDevice;
  readonly #clock: VirtualClock;
  readonly #gnss: ByteQueue;
  readonly #network: NetworkPort | undefined;
  readonly #flash: Flash;

  constructor(parts: {
    device: VirtualDevice;
    clock: VirtualClock;
    gnss: ByteQueue;
    network: NetworkPort | undefined;
    flash: Flash;
  }) {
    this.#device = parts.device;
    this.#clock = parts.clock;
    this.#gnss = parts.gnss;
    this.#network = parts.network;
    this.#flash = parts.flash;
  }

  /** Never rejects: what goes wrong inside the tracker is an answer too. */
  async handle(request: ControlRequest): Promise<ControlAnswer> {
    try {
      if (request.do === 'advance') await this.#advance(request.untilMs, request.feed);
      if (request.do === 'power' && request.on) this.#device.powerOn();
      if (request.do === 'power' && !request.on) this.#device.powerOff();
      if (request.do === 'input') this.#device.setInput(request.input, request.active);
      await this.#network?.settled(settleDeadlineMs);
    } catch (error) {
      const known = error instanceof FeierabendError;
      const { code, message } = known ? error : new InternalError(String(error), error);
      return { id: request.id, ok: false, code, message };
    }
    return {
      id: request.id,
      ok: true,
      uptimeMs: this.#clock.uptimeMs(),
      counters: this.#counters(),
      indicator: this.#device.indicator,
      ...(request.do === 'flash' ? { flash: this.#read(request) } : {}),
    };
  }

  /** As a probe at the chip does: no firmware is asked. */
  #read({ at, bytes }: Extract<ControlRequest, { do: 'flash' }>): string {
    const { sizeBytes } = this.#flash;
    const length = Math.max(0, Math.min(bytes, sizeBytes - at));
    return Buffer.from(length === 0 ? [] : this.#flash.read(at, length)).toString('base64');
  }

  async #advance(untilMs: number, feed: readonly FeedInstant[]): Promise<void> {
    const announced = feed.reduce((sum, [, bytes]) => sum + bytes, 0);
    await this.#gnss.has(announced, feedDeadlineMs);
    for (const [atMs, bytes] of feed) {
      await this.#run(atMs);
      this.#device.tracker?.gnssReceived(this.#gnss.take(bytes));
      await this.#network?.settled(settleDeadlineMs);
    }
    await this.#run(untilMs);
  }

  async #run(untilMs: number): Promise<void> {
    while (this.#clock.step(untilMs)) await this.#network?.settled(settleDeadlineMs);
  }

  #counters(): TrackerCounters {
    const duty = this.#device.tracker?.duty;
    const skipped = Object.values(duty?.gnss.counts.skipped ?? {});
    return {
      epochsWithPosition: duty?.recorder.counts.epochsWithPosition ?? 0,
      epochsWithheld: duty?.recorder.counts.epochsWithheld ?? 0,
      fixesTaken: duty?.recorder.counts.fixesTaken ?? 0,
      sentencesAccepted: duty?.gnss.counts.accepted ?? 0,
      sentencesSkipped: skipped.reduce((sum, count) => sum + count, 0),
      waitingFrames: duty?.outbox.size ?? 0,
    };
  }
}
