import { EventEmitter } from 'node:events';

import { ConsoleDeframer, encodeConsoleFrame, type BufferParams } from '@feierabend/protocol';

import type { ByteLink } from '../../serial/byte-link.ts';
import type { FlasherClock } from '../../serial/clock.ts';
import { portOpenFault } from '../../serial/port-fault.ts';
import { openStreamLink, type PortStream } from '../../serial/stream-link.ts';
import { LineSplitter } from '../../session/line-splitter.ts';
import { PacedWire } from './paced-wire.ts';
import { ReceiveBuffers } from './receive-buffers.ts';

/** What answers at the far end. */
interface LineDevice {
  readonly resets: number;
  respond(message: Uint8Array): readonly Uint8Array[];
}

export interface SimulatedLineOptions extends BufferParams {
  readonly clock: FlasherClock;
  readonly baudRate: number;
  readonly device: LineDevice;
  /** From the last byte of a request to the first byte of its answer. */
  readonly latencyMs: number;
  /** How long the device hears nothing after a reset. */
  readonly bootMs?: number;
  readonly spoil?: (bytes: Uint8Array) => Uint8Array;
}

/** What the kernel takes before a write has to wait. */
const kernelBytesMax = 4096;

/**
 * A serial line with a device at its end: bytes take their time in both directions, the device
 * has as many buffers as it tells, and needs its time for each answer. On a clock of a test it
 * costs no time at all, on the real one it is as slow as a cable.
 */
export class SimulatedLine {
  readonly toDevice: PacedWire;
  readonly toHost: PacedWire;
  readonly buffers: ReceiveBuffers;
  isPluggedIn = true;
  private readonly options: SimulatedLineOptions;
  private readonly hostListeners = new Set<(bytes: Uint8Array) => void>();
  private readonly deframer: ConsoleDeframer;
  private readonly lines: LineSplitter;
  private port: SimulatedPort | undefined;
  private deafUntilMs = 0;

  constructor(options: SimulatedLineOptions) {
    this.options = options;
    const { clock, baudRate, bufferBytes, bufferCount } = options;
    const spoil = options.spoil === undefined ? {} : { spoil: options.spoil };
    this.buffers = new ReceiveBuffers(bufferCount);
    this.deframer = new ConsoleDeframer({ messageBytesMax: bufferBytes - 4 });
    this.lines = new LineSplitter((line) => this.hear(line));
    this.toDevice = new PacedWire({
      clock,
      baudRate,
      deliver: (bytes) => this.lines.push(bytes),
      ...spoil,
    });
    this.toHost = new PacedWire({
      clock,
      baudRate,
      deliver: (bytes) => {
        for (const listener of this.hostListeners) listener(bytes);
      },
      ...spoil,
    });
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.hostListeners.add(listener);
  }

  /** Opens the near end through the flasher's own link, with its gate and its deadlines. */
  async open(description: string): Promise<ByteLink> {
    if (!this.isPluggedIn) {
      throw portOpenFault(description, new TypeError(`No such file or directory, ${description}`));
    }
    if (this.port?.isOpen === true) {
      throw portOpenFault(
        description,
        new TypeError('Error Resource temporarily unavailable Cannot lock port'),
      );
    }
    const { clock, baudRate } = this.options;
    const port = new SimulatedPort(this);
    this.port = port;
    return openStreamLink(port as unknown as PortStream, {
      description,
      clock,
      baudRate,
    });
  }

  unplug(): void {
    this.isPluggedIn = false;
    this.toDevice.clear();
    this.toHost.clear();
    this.port?.hangUp();
  }

  plugIn(): void {
    this.isPluggedIn = true;
  }

  /** The device hears nothing any more. */
  silence(): void {
    this.deafUntilMs = Infinity;
  }

  /** The device restarts: what it heard is forgotten, and for a while it hears nothing. */
  deafen(): void {
    this.deafUntilMs = this.options.clock.now() + (this.options.bootMs ?? 0);
    this.buffers.clear();
  }

  private hear(line: Uint8Array): void {
    if (this.options.clock.now() < this.deafUntilMs || !this.buffers.admits(line)) return;
    const message = this.deframer.acceptLine(line);
    if (message === undefined) return;
    this.buffers.take();
    this.options.clock.after(this.options.latencyMs, () => this.answer(message));
  }

  private answer(message: Uint8Array): void {
    const { device, clock } = this.options;
    if (clock.now() < this.deafUntilMs) return;
    const resetsBefore = device.resets;
    for (const answer of device.respond(message)) this.toHost.send(encodeConsoleFrame(answer));
    this.buffers.release();
    if (device.resets > resetsBefore) this.deafen();
  }
}

/** The near end as `serialport` would show it. */
class SimulatedPort extends EventEmitter {
  isOpen = false;
  private readonly line: SimulatedLine;

  constructor(line: SimulatedLine) {
    super();
    this.line = line;
  }

  open(callback: (error: Error | null) => void): void {
    this.isOpen = true;
    this.line.onBytes((bytes) => {
      if (this.isOpen) this.emit('data', bytes);
    });
    callback(null);
  }

  write(bytes: Uint8Array, callback: (error: Error | null) => void): boolean {
    // A port that hung up never calls back.
    if (!this.isOpen) return false;
    this.line.toDevice.send(bytes);
    this.line.toDevice.whenBelow(kernelBytesMax, () => callback(null));
    return true;
  }

  close(callback?: (error: Error | null) => void): void {
    this.isOpen = false;
    callback?.(null);
    this.emit('close', null);
  }

  hangUp(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.emit('close', Object.assign(new TypeError('bad file descriptor'), { disconnected: true }));
  }
}
