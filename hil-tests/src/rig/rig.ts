import type { IndicatorPattern } from '@feierabend/firmware-sim';
import { LinkError, UsageError } from '@feierabend/protocol';
import five from 'johnny-five';

import { FirmataClient, samplingMs, type FirmataTransport } from './firmata-client.ts';
import { blinkingMs, patternOf, phasesOf, steadyMs, type LightSample } from './light-patterns.ts';
import type { RigContact, RigPins } from './rig-pins.ts';

/** Volts of a full reading: the board's supply. */
const referenceVolts = 5;
const fullReading = 1023;
/** A tracker without power has drawn nothing in so many readings. */
const silentReadings = 5;
/** Longer than a tracker's debouncing, shorter than a hold. */
const pressMs = 300;

export interface RigOptions {
  readonly transport: FirmataTransport;
  readonly pins: RigPins;
  /** For every wait. */
  readonly deadlineMs: number;
  /** Lets the transport deliver, once everybody listens. */
  readonly connect?: () => void;
  /** Resolves when what hangs on the emulated pins has followed. */
  readonly settled?: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** One report of the board's converter, by the board's own clock. */
interface Reading {
  readonly ms: number;
  readonly milliamps: number;
  readonly isLit: boolean;
}

/** The hands and eyes of a bench: johnny-five on a Firmata board, real or emulated. It starts with the tracker's power off. */
export class Rig {
  readonly #client: FirmataClient;
  readonly #options: RigOptions;
  readonly #relays = new Map<RigContact, five.Relay>();
  readonly #readers = new Set<(reading: Reading) => void>();
  #ms = 0;
  #isLit = false;

  private constructor(client: FirmataClient, options: RigOptions) {
    this.#client = client;
    this.#options = options;
    const { board } = client;
    for (const name of ['power', 'privateSwitch', 'sos'] as const) {
      const wired = options.pins[name];
      if (wired === undefined) continue;
      this.#relays.set(name, new five.Relay({ pin: wired.pin, type: wired.contact, board }));
    }
    this.#listen();
  }

  static async open(options: RigOptions): Promise<Rig> {
    const { transport, deadlineMs, connect } = options;
    try {
      const client = await FirmataClient.open(transport, {
        deadlineMs,
        ...(connect === undefined ? {} : { connect }),
      });
      const rig = new Rig(client, options);
      for (const name of rig.#relays.keys()) {
        // oxlint-disable-next-line no-await-in-loop -- one board, one line
        await rig.#switch(name, false);
      }
      return rig;
    } catch (error) {
      await options.close();
      throw error;
    }
  }

  /** Name and version of what runs on the board, for the report. */
  get firmware(): string {
    return this.#client.io.firmware.name ?? 'unknown';
  }

  /**
   * Switches the tracker's supply. Where the current is measured, it is proved that the tracker has or has no power, within
   * `proofMs` of the board's clock.
   */
  async power(isOn: boolean, proofMs = 5000): Promise<void> {
    await this.#switch('power', isOn);
    const alive = this.#options.pins.current?.aliveMilliamps;
    if (alive === undefined) return;
    await this.#catchUp();
    let silent = 0;
    let last = 0;
    const endMs = this.#ms + proofMs;
    let isProved = false;
    await this.#until(
      ({ ms, milliamps }) => {
        last = milliamps;
        silent = milliamps > alive ? 0 : silent + 1;
        isProved = isOn ? silent === 0 : silent >= silentReadings;
        return isProved || ms > endMs;
      },
      () => notFollowed(isOn, last),
    );
    if (!isProved) throw notFollowed(isOn, last);
  }

  /** Moves the tracker's private switch. */
  privateSwitch(isOn: boolean): Promise<void> {
    return this.#switch('privateSwitch', isOn);
  }

  /** Presses the tracker's button for help, and lets it go. */
  async pressSos(holdMs = pressMs): Promise<void> {
    await this.#switch('sos', true);
    const endMs = this.#ms + holdMs;
    await this.#until(
      ({ ms }) => ms >= endMs,
      () => silentBoard('to count the time of a press'),
    );
    await this.#switch('sos', false);
  }

  /** The largest of some readings of the tracker's supply current. */
  async supplyMilliamps(): Promise<number> {
    if (this.#options.pins.current === undefined) throw notWired('current');
    await this.#catchUp();
    const seen: number[] = [];
    await this.#until(
      ({ milliamps }) => seen.push(milliamps) >= silentReadings,
      () => silentBoard('to measure the current'),
    );
    return Math.max(...seen);
  }

  /** Watches the tracker's light until it is known what it shows; twice, if it changed meanwhile. */
  async indicator(): Promise<IndicatorPattern> {
    if (this.#options.pins.indicator === undefined) throw notWired('indicator');
    const first = patternOf(await this.#watchLight());
    if (first !== undefined) return first;
    const samples = await this.#watchLight();
    const second = patternOf(samples);
    if (second !== undefined) return second;
    const phases = phasesOf(samples).map(({ isLit, ms }) => `${isLit ? 'lit' : 'dark'} ${ms} ms`);
    throw new LinkError({
      code: 'RIG_INDICATOR',
      expected: 'one of the patterns of docs/hil/rig.md from the light',
      came: `it was ${phases.slice(0, 12).join(', ')}`,
      next: 'check the sensor and its cover; other lights blink too',
    });
  }

  /** Lets go of the board with every relay released. */
  async close(): Promise<void> {
    try {
      for (const relay of this.#relays.values()) relay.open();
      await this.#catchUp();
      await this.#options.settled?.();
    } finally {
      await this.#options.close();
    }
  }

  async #switch(name: RigContact, isClosed: boolean): Promise<void> {
    const relay = this.#relays.get(name);
    const wired = this.#options.pins[name];
    if (relay === undefined || wired === undefined) throw notWired(name);
    if (isClosed) relay.close();
    else relay.open();
    const wanted = Number(isClosed === (wired.contact === 'NO'));
    const shown = await this.#client.outputOf(wired.pin);
    if (shown !== wanted) {
      throw new LinkError({
        code: 'RIG_PIN',
        expected: `the rig's board to drive pin ${wired.pin} ${wanted === 1 ? 'high' : 'low'}`,
        came: `it says that the pin is ${shown ?? 'unknown'}`,
        next: 'check that nothing else drives the pin, and that StandardFirmata is on the board',
      });
    }
    await this.#options.settled?.();
  }

  /**
   * Reports of the converter come at the board's own pace: they are its clock, however busy the host is. johnny-five's own
   * sensors are read by timers of the host and would lose that.
   */
  #listen(): void {
    const { indicator, current } = this.#options.pins;
    const { board, io } = this.#client;
    if (indicator !== undefined) {
      this.#isLit = indicator.lit === 'low';
      io.pinMode(indicator.pin, io.MODES.INPUT);
      board.digitalRead(indicator.pin, (value) => {
        this.#isLit = (value === 1) === (indicator.lit === 'high');
      });
    }
    const scale = ((current?.milliampsPerVolt ?? 0) * referenceVolts) / fullReading;
    const channel = current?.channel ?? 0;
    io.pinMode(channel, io.MODES.ANALOG);
    board.analogRead(channel, (value) => {
      this.#ms += samplingMs;
      const reading = { ms: this.#ms, milliamps: value * scale, isLit: this.#isLit };
      for (const take of this.#readers) take(reading);
    });
  }

  async #watchLight(): Promise<readonly LightSample[]> {
    await this.#catchUp();
    const samples: LightSample[] = [];
    let blinks = false;
    await this.#until(
      (reading) => {
        samples.push(reading);
        const lastedMs = reading.ms - (samples[0]?.ms ?? 0);
        blinks ||= reading.isLit !== samples[0]?.isLit;
        return lastedMs >= (blinks ? blinkingMs : steadyMs);
      },
      () => silentBoard('to watch the light'),
    );
    return samples;
  }

  /** Readings after this were taken after everything that was asked before. */
  async #catchUp(): Promise<void> {
    await this.#client.outputOf(this.#options.pins.power.pin);
  }

  /** Takes readings until one is enough; the deadline is that of the board. */
  async #until(isEnough: (reading: Reading) => boolean, late: () => LinkError): Promise<void> {
    let take: ((reading: Reading) => void) | undefined;
    try {
      await this.#client.wait(
        'to report its inputs',
        (done: (value: void) => void) => {
          take = (reading) => {
            if (isEnough(reading)) done();
          };
          this.#readers.add(take);
        },
        late,
      );
    } finally {
      if (take !== undefined) this.#readers.delete(take);
    }
  }
}

function notWired(name: string): UsageError {
  return new UsageError({
    code: 'RIG_NOT_WIRED',
    expected: `a rig whose ${name} is wired`,
    came: `rig.pins has no ${name} in the bench file`,
    next: 'wire it as docs/hil/rig.md shows and name its pin, or leave out what needs it',
  });
}

function notFollowed(isOn: boolean, milliamps: number): LinkError {
  const drawn = `${milliamps.toFixed(1)} mA`;
  return new LinkError({
    code: 'RIG_POWER',
    expected: `the tracker ${isOn ? 'to draw current' : 'to draw none'} after its relay was switched`,
    came: `it drew ${drawn} at last`,
    next: isOn
      ? 'check supply, relay and contact (NO or NC), and rig.pins.current.aliveMilliamps'
      : 'check the contact (NO or NC) and other ways of power: a USB cable feeds most boards',
  });
}

function silentBoard(what: string): LinkError {
  return new LinkError({
    code: 'RIG_BOARD',
    expected: `reports of the rig's board ${what}`,
    came: 'too few came before the deadline',
    next: 'check its cable, and raise timeouts.answerS if the machine is very busy',
  });
}
