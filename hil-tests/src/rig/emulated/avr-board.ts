import { createRequire } from 'node:module';

import type * as Avr from 'avr8js';

/** Its ECMAScript modules have no file extensions in their imports, which Node does not read; CommonJS is the same code. */
const {
  adcConfig,
  AVRADC,
  AVRIOPort,
  AVRTimer,
  AVRUSART,
  avrInstruction,
  CPU,
  PinState,
  portBConfig,
  portCConfig,
  portDConfig,
  timer0Config,
  usart0Config,
} = createRequire(import.meta.url)('avr8js') as typeof Avr;

const clockHz = 16_000_000;
const cyclesPerMs = clockHz / 1000;
const flashBytes = 32 * 1024;
/** Start, eight of data, stop. */
const bitsPerByte = 10;
/**
 * While the serial line is quiet, an instruction takes as many cycles as this many would: the firmware's timers go on at their
 * pace, and waiting costs the host a sixtieth. With more, the timer interrupt would fill the time between two of itself.
 */
const dozeFactor = 64;
/**
 * So long after a byte in either direction every cycle is computed. It is also longer than a character takes: avr8js forgets
 * "transmit register empty" when that interrupt finds nothing to send, and a dozing firmware would run into that.
 */
const awakeCycles = 0.4 * cyclesPerMs;
/** A board that has said nothing by then runs something else than Firmata. */
const bootCyclesMax = 10_000 * cyclesPerMs;

export type PinLevel = 'low' | 'high' | 'open';

export interface AvrBoardEvents {
  /** A byte left the board's serial line. */
  readonly transmitted: (byte: number) => void;
  /** An output was driven, or let go. */
  readonly pinChanged: (pin: number, level: PinLevel) => void;
}

/** Light at a pin: levels and how long each lasts, again and again; one that lasts for ever when there is one only. */
export type Waveform = readonly (readonly [isHigh: boolean, ms: number])[];

/**
 * An Arduino Uno: ATmega328P at 16 MHz with its serial line, its pins and its converter. Time passes when somebody calls
 * {@link runMs}, and only then.
 */
export class AvrBoard {
  readonly #cpu: Avr.CPU;
  readonly #usart: Avr.AVRUSART;
  readonly #adc: Avr.AVRADC;
  readonly #ports: readonly Avr.AVRIOPort[];
  readonly #levels = new Map<number, PinLevel>();
  readonly #lights = new Map<number, () => void>();
  readonly #events: AvrBoardEvents;
  readonly #incoming: number[] = [];
  #awakeUntil = 0;
  /** When the next byte has come in whole. */
  #lineFreeAt = 0;
  #hasSpoken = false;

  constructor(program: Uint8Array, events: AvrBoardEvents) {
    const flash = new Uint8Array(flashBytes);
    flash.set(program);
    this.#events = events;
    this.#cpu = new CPU(new Uint16Array(flash.buffer));
    // Timers 1 and 2 only make PWM and servo pulses, which no rig needs; each would cost as much as the processor.
    // oxlint-disable-next-line eslint/no-new -- it hooks itself into its processor
    new AVRTimer(this.#cpu, timer0Config);
    this.#usart = new AVRUSART(this.#cpu, usart0Config, clockHz);
    this.#usart.onByteTransmit = (byte) => {
      this.#hasSpoken = true;
      this.#stayAwake();
      events.transmitted(byte);
    };
    this.#adc = new AVRADC(this.#cpu, adcConfig);
    this.#ports = [portDConfig, portBConfig, portCConfig].map(
      (config) => new AVRIOPort(this.#cpu, config),
    );
    for (const [at, port] of this.#ports.entries()) {
      port.addListener(() => this.#lookAt(at * 8, port));
    }
  }

  /** Runs until the firmware speaks for the first time. False when it does not. */
  boot(): boolean {
    while (!this.#hasSpoken && this.#cpu.cycles < bootCyclesMax) this.runMs(10);
    return this.#hasSpoken;
  }

  /** Bytes for the board's serial line; they arrive at its speed. */
  receive(bytes: Uint8Array): void {
    this.#incoming.push(...bytes);
  }

  /** Puts a voltage on an analog input. */
  setVolts(channel: number, volts: number): void {
    this.#adc.channelValues[channel] = volts;
  }

  /** Drives a digital input from outside. */
  play(pin: number, waveform: Waveform): void {
    this.#lights.get(pin)?.();
    this.#lights.delete(pin);
    const [port, bit] = this.#portOf(pin);
    const show = (at: number): void => {
      const [isHigh, ms] = waveform[at % waveform.length] ?? [false, 0];
      port.setPin(bit, isHigh);
      if (waveform.length < 2) return;
      const next = this.#cpu.addClockEvent(() => show(at + 1), ms * cyclesPerMs);
      this.#lights.set(pin, () => void this.#cpu.clearClockEvent(next));
    };
    show(0);
  }

  runMs(ms: number): void {
    const cpu = this.#cpu;
    const until = cpu.cycles + ms * cyclesPerMs;
    while (cpu.cycles < until) {
      const before = cpu.cycles;
      avrInstruction(cpu);
      if (before > this.#awakeUntil) cpu.cycles += (cpu.cycles - before) * (dozeFactor - 1);
      if (this.#incoming.length > 0) this.#deliver();
      cpu.tick();
    }
  }

  /**
   * A byte is handed over where its interrupt is taken at once. avr8js forgets a received byte when the firmware writes the
   * control register of the line before it has read it, as it does at the end of everything it sends.
   */
  #deliver(): void {
    this.#stayAwake();
    const cpu = this.#cpu;
    if (cpu.cycles < this.#lineFreeAt || !cpu.interruptsEnabled || !this.#usart.rxEnable) return;
    const byte = this.#incoming.shift();
    if (byte !== undefined) this.#usart.writeByte(byte, true);
    this.#lineFreeAt = cpu.cycles + (bitsPerByte * clockHz) / this.#usart.baudRate;
  }

  #stayAwake(): void {
    this.#awakeUntil = this.#cpu.cycles + awakeCycles;
  }

  #lookAt(firstPin: number, port: Avr.AVRIOPort): void {
    for (let bit = 0; bit < 8; bit += 1) {
      const state = port.pinState(bit);
      const level =
        state === PinState.High ? 'high' : state === PinState.Low ? ('low' as const) : 'open';
      if ((this.#levels.get(firstPin + bit) ?? 'open') === level) continue;
      this.#levels.set(firstPin + bit, level);
      this.#events.pinChanged(firstPin + bit, level);
    }
  }

  /** Uno: D0 to D7 are port D, D8 to D13 port B, A0 to A5 port C. */
  #portOf(pin: number): [port: Avr.AVRIOPort, bit: number] {
    const [portD, portB, portC] = this.#ports as [Avr.AVRIOPort, Avr.AVRIOPort, Avr.AVRIOPort];
    if (pin < 8) return [portD, pin];
    return pin < 14 ? [portB, pin - 8] : [portC, pin - 14];
  }
}
