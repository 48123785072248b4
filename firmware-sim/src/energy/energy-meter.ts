import { burstGapMs, overheadBytes, type EnergyCounts } from '@feierabend/protocol';

/** Counts what the firmware does with receiver and modem. */
export class EnergyMeter {
  readonly counts: EnergyCounts = {
    receiverOnMs: 0,
    receiverAcquiringMs: 0,
    attaches: 0,
    bursts: 0,
    messages: 0,
    bytesOnAir: 0,
  };
  #onSinceMs: number | undefined;
  #acquireMs = 0;
  #lastSentMs = Number.NEGATIVE_INFINITY;

  receiver(on: boolean, atMs: number): void {
    if (on) {
      this.#onSinceMs ??= atMs;
      return;
    }
    if (this.#onSinceMs === undefined) return;
    const onMs = atMs - this.#onSinceMs;
    this.counts.receiverOnMs += onMs;
    // A receiver that is switched off again before its first fix was searching all the time.
    this.counts.receiverAcquiringMs += Math.min(onMs, this.#acquireMs);
    this.#onSinceMs = undefined;
  }

  /** The start under way takes so long. */
  acquiring(ms: number): void {
    this.#acquireMs = ms;
  }

  attached(): void {
    this.counts.attaches += 1;
  }

  sent(payloadBytes: number, atMs: number): void {
    if (atMs - this.#lastSentMs >= burstGapMs) this.counts.bursts += 1;
    this.#lastSentMs = atMs;
    this.counts.messages += 1;
    this.counts.bytesOnAir += payloadBytes + overheadBytes;
  }
}
