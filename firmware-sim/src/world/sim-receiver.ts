import { writeGga, writeRmc } from '../route/nmea-writer.ts';
import { between } from '../route/dice.ts';
import { Receiver, type ReceiverFix } from '../route/receiver.ts';
import { Sky, type SkyState } from '../route/sky.ts';
import type { Tracker } from '../core/tracker.ts';
import type { GnssEpoch } from '../gnss/epoch.ts';
import type { SeededRandom } from '../hardware/seeded-random.ts';
import type { VirtualClock } from '../hardware/virtual-clock.ts';
import type { Whereabouts } from './journey.ts';

/** Off for longer than this, the orbits it knows have become too old: it starts cold. */
const orbitsValidMs = 4 * 3_600_000;
const hotStartMs = 1_000;
const noiseDegrees = 0.002;

export interface SimReceiverParts {
  readonly clock: VirtualClock;
  readonly dice: SeededRandom;
  readonly journey: Whereabouts;
  /** NMEA 0183 text instead of direct positions. */
  readonly nmea: boolean;
  readonly unixMs: () => number;
  readonly localS: (timeS: number) => number;
  readonly tracker: () => Tracker | undefined;
  readonly watch: ReceiverWatch;
}

export interface ReceiverWatch {
  acquiring(ms: number): void;
  powered(on: boolean): void;
  /** An epoch with a position that the device is about to get. */
  readonly fed?: ((epoch: GnssEpoch) => void) | undefined;
}

/** A GNSS receiver with a supply switch: a cold or a hot start, then one epoch a second. */
export class SimReceiver {
  readonly #parts: SimReceiverParts;
  readonly #error: Receiver;
  readonly #sky: Sky;
  #heard: SkyState;
  #power = 0;
  #isOn = false;
  #offSinceMs = Number.NEGATIVE_INFINITY;
  #outages = 0;
  #silences = 0;
  #noises = 0;
  #leapMs = 0;

  constructor(parts: SimReceiverParts) {
    this.#parts = parts;
    this.#error = new Receiver(parts.dice.fork('receiver'), parts.dice.fork('multipath'));
    this.#sky = new Sky(parts.dice.fork('sky'));
    this.#heard = this.#sky.observe(0);
  }

  /** Its supply, as the firmware switches it. */
  power(on: boolean): void {
    if (on === this.#isOn) return;
    this.#isOn = on;
    this.#power += 1;
    const { clock, dice, watch } = this.#parts;
    watch.powered(on);
    const nowMs = clock.uptimeMs();
    if (!on) {
      this.#offSinceMs = nowMs;
      return;
    }
    const isHot = nowMs - this.#offSinceMs < orbitsValidMs;
    const startMs = isHot ? hotStartMs : Math.round(between(dice, 24_000, 34_000));
    watch.acquiring(startMs);
    this.#epochAfter(startMs, this.#power);
  }

  outage(change: 1 | -1): void {
    this.#outages += change;
  }

  silence(change: 1 | -1): void {
    this.#silences += change;
  }

  noise(change: 1 | -1): void {
    this.#noises += change;
  }

  /** Its time is ahead by so much more. */
  leap(byMs: number): void {
    this.#leapMs += byMs;
  }

  /** At the first whole second of world time after the delay. */
  #epochAfter(delayMs: number, power: number): void {
    const { clock, unixMs } = this.#parts;
    const early = (unixMs() + delayMs) % 1000;
    clock.after(delayMs + (early === 0 ? 0 : 1000 - early), () => {
      if (power !== this.#power) return;
      this.#tell();
      if (power === this.#power) this.#epochAfter(1000, power);
    });
  }

  #tell(): void {
    if (this.#silences > 0) return;
    const { unixMs, localS, journey, tracker, nmea, watch } = this.#parts;
    const timeS = Math.round(unixMs() / 1000);
    const seen = this.#error.observe(journey.at(localS(timeS)));
    const fix = this.#outages > 0 ? undefined : seen;
    const timeMs = timeS * 1000 + this.#leapMs;
    if (nmea) {
      if (fix !== undefined) watch.fed?.(this.#epoch(timeMs, fix));
      tracker()?.gnssReceived(this.#text(timeMs, fix));
      return;
    }
    const epoch = this.#epoch(timeMs, fix);
    if (fix !== undefined) watch.fed?.(epoch);
    tracker()?.gnssEpochReceived(epoch);
  }

  #epoch(timeMs: number, fix: ReceiverFix | undefined): GnssEpoch {
    if (fix === undefined) return { timeMs, valid: false };
    const { latitude, longitude, speedMps, courseDeg, altitudeM } = fix;
    const latitudeE7 = Math.round((latitude + this.#off()) * 1e7);
    const longitudeE7 = Math.round((longitude + this.#off()) * 1e7);
    const speedKmh = speedMps * 3.6;
    const position = { latitudeE7, longitudeE7, altitudeM, speedKmh, courseDeg };
    return { timeMs, valid: true, position };
  }

  #off(): number {
    return this.#noises > 0 ? between(this.#parts.dice, -noiseDegrees, noiseDegrees) : 0;
  }

  #text(timeMs: number, fix: ReceiverFix | undefined): Uint8Array {
    if (timeMs % 5000 === 0) this.#heard = this.#sky.observe(Math.floor(timeMs / 1000) % 86_400);
    const sentences = `${writeRmc(timeMs, fix)}\r\n${writeGga(timeMs, fix, this.#heard)}\r\n`;
    const text = new TextEncoder().encode(sentences);
    if (this.#noises === 0) return text;
    const { dice } = this.#parts;
    const noise = dice.bytes(1 + (dice.nextU32() % 40));
    const noisy = new Uint8Array(text.length + noise.length);
    noisy.set(noise);
    noisy.set(text, noise.length);
    return noisy;
  }
}
