import type { IndicatorPattern } from '@feierabend/firmware-sim';

import { lightWaveforms } from '../light-patterns.ts';
import type { RigContact, RigPins } from '../rig-pins.ts';
import type { PinLevel } from './avr-board.ts';
import type { EmulatedBoard } from './emulated-board.ts';

/** What a virtual tracker with power draws on its supply; the rig only asks whether it has power. */
const suppliedMilliamps = 40;
const contacts: readonly RigContact[] = ['power', 'privateSwitch', 'sos'];

/** The pins of a virtual tracker that the rig reaches. Answers tell what the light shows afterwards. */
export interface WiredTracker {
  power(isOn: boolean): Promise<{ readonly indicator: IndicatorPattern }>;
  input(
    name: 'private-switch' | 'sos',
    isActive: boolean,
  ): Promise<{ readonly indicator: IndicatorPattern }>;
}

/** The wires between the emulated board of a rig and a virtual tracker: what solder and relays are on a desk. */
export class VirtualWiring {
  readonly #board: EmulatedBoard;
  readonly #pins: RigPins;
  readonly #tracker: WiredTracker;
  readonly #closed = new Map<RigContact, boolean>();
  #light: IndicatorPattern | undefined;
  /** One after the other, in the order in which the pins moved. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: { board: EmulatedBoard; pins: RigPins; tracker: WiredTracker }) {
    this.#board = parts.board;
    this.#pins = parts.pins;
    this.#tracker = parts.tracker;
    this.#draw(false);
    this.light('off');
  }

  /** Solders it: from here on the board is heard. */
  connect(): void {
    for (const name of contacts) if (this.#pins[name]?.contact === 'NC') this.#moved(name, true);
    this.#board.connect({ pinChanged: (pin, level) => this.#pinChanged(pin, level) });
  }

  /** Resolves when the tracker has followed every pin; rejects when it could not. */
  async settled(): Promise<void> {
    const work = this.#work;
    this.#work = Promise.resolve();
    await work;
  }

  /** Shows the sensor what the tracker's light shows. */
  light(pattern: IndicatorPattern): void {
    const { indicator } = this.#pins;
    if (indicator === undefined || pattern === this.#light) return;
    this.#light = pattern;
    const waveform = lightWaveforms[pattern].map(
      ([isLit, ms]) => [isLit === (indicator.lit === 'high'), ms] as const,
    );
    this.#board.play(indicator.pin, waveform);
  }

  #pinChanged(pin: number, level: PinLevel): void {
    for (const name of contacts) {
      const wired = this.#pins[name];
      // A pin that is not driven leaves its relay at rest.
      if (wired?.pin === pin) this.#moved(name, (level === 'high') === (wired.contact === 'NO'));
    }
  }

  #moved(name: RigContact, isClosed: boolean): void {
    if ((this.#closed.get(name) ?? false) === isClosed) return;
    this.#closed.set(name, isClosed);
    this.#work = this.#work.then(() => this.#follow(name, isClosed));
    // It is told by settled(); until somebody asks, it is no unhandled rejection.
    this.#work.catch(() => {});
  }

  async #follow(name: RigContact, isClosed: boolean): Promise<void> {
    if (name === 'power') {
      const { indicator } = await this.#tracker.power(isClosed);
      this.#draw(isClosed);
      this.light(indicator);
      return;
    }
    const input = name === 'sos' ? 'sos' : 'private-switch';
    this.light((await this.#tracker.input(input, isClosed)).indicator);
  }

  #draw(hasPower: boolean): void {
    const { current } = this.#pins;
    if (current === undefined) return;
    const milliamps = hasPower ? suppliedMilliamps : 0;
    this.#board.setVolts(current.channel, milliamps / current.milliampsPerVolt);
  }
}
