import { EpochAssembler, type GnssEpoch, type GnssPosition } from '../../gnss/epoch.ts';
import { SentenceGuard } from '../../gnss/sentence-guard.ts';
import {
  GnssDriver,
  type GnssDriverParts,
  type GnssFix,
  type GnssListener,
} from '../capture/gnss-driver.ts';

/** A driver that reads the receiver a second time, beside the gate, and hands over what was to be withheld. */
export class LeakyDriver extends GnssDriver {
  readonly #guard = new SentenceGuard();
  readonly #epochs = new EpochAssembler();
  readonly #parts: GnssDriverParts;
  readonly #leak: (position: GnssPosition) => void;

  constructor(parts: GnssDriverParts, leak: (position: GnssPosition) => void) {
    super(parts);
    this.#parts = parts;
    this.#leak = leak;
  }

  override receive(bytes: Uint8Array): void {
    super.receive(bytes);
    for (const sentence of this.#guard.push(bytes)) {
      this.#peek(this.#epochs.push(sentence));
    }
  }

  override receiveEpoch(epoch: GnssEpoch): void {
    super.receiveEpoch(epoch);
    this.#peek(epoch);
  }

  #peek(epoch: GnssEpoch | undefined): void {
    if (epoch?.position !== undefined && !this.#parts.gate.now().open) this.#leak(epoch.position);
  }
}

/** Remembers the last withheld place, and gives it out as the first fix of the next window. */
export class StaleListener implements GnssListener {
  readonly #listener: GnssListener;
  #stale: GnssPosition | undefined;

  constructor(listener: GnssListener) {
    this.#listener = listener;
  }

  remember(position: GnssPosition): void {
    this.#stale = position;
  }

  heard(): void {
    this.#listener.heard();
  }

  withheld(): void {
    this.#listener.withheld();
  }

  fix(fix: GnssFix): void {
    this.#listener.fix(this.#stale === undefined ? fix : { ...fix, ...this.#stale });
    this.#stale = undefined;
  }
}
