import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';

import { LinkError } from '@feierabend/protocol';

import type { PinLevel, Waveform } from './avr-board.ts';
import type { BoardWorkerData, FromBoard, ToBoard } from './board-messages.ts';

const script = new URL('../../../bin/rig-board.js', import.meta.url);

export interface EmulatedBoardOptions {
  readonly program: Uint8Array;
  /** Milliseconds of the board in one of the host; 1 when not given. */
  readonly speed?: number;
  readonly deadlineMs: number;
}

export interface EmulatedBoardEvents {
  readonly pinChanged: (pin: number, level: PinLevel) => void;
}

/**
 * An Arduino in a thread of its own. It is the transport of a Firmata client (events `open`, `data` and `close`), and the bench
 * moves what is soldered to its pins.
 */
export class EmulatedBoard extends EventEmitter {
  readonly path = 'emulated Arduino Uno';
  readonly #worker: Worker;
  readonly #early: FromBoard[] = [];
  #events: EmulatedBoardEvents | undefined;

  private constructor(worker: Worker) {
    super();
    this.#worker = worker;
  }

  /** Resolves when its firmware spoke for the first time. What it said is kept for who listens. */
  static async start(options: EmulatedBoardOptions): Promise<EmulatedBoard> {
    const { program, speed = 1, deadlineMs } = options;
    const data: BoardWorkerData = { program, speed };
    const worker = new Worker(script, { workerData: data });
    const board = new EmulatedBoard(worker);
    try {
      await board.#booted(deadlineMs);
      return board;
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }

  /** Connects what is soldered to the pins, and begins to deliver. */
  connect(events: EmulatedBoardEvents): void {
    this.#events = events;
    this.emit('open');
    for (const message of this.#early.splice(0)) this.#deliver(message);
  }

  /** The end of a serial line, as a Firmata client writes to it. */
  write(bytes: Uint8Array, done?: (error?: Error | null) => void): void {
    this.#tell({ do: 'receive', bytes: Uint8Array.from(bytes) });
    done?.(null);
  }

  setVolts(channel: number, volts: number): void {
    this.#tell({ do: 'volts', channel, volts });
  }

  play(pin: number, waveform: Waveform): void {
    this.#tell({ do: 'play', pin, waveform });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(message: ToBoard): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(message);
  }

  async #booted(deadlineMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(
          () => reject(dead(`it has not within ${deadlineMs / 1000} s`)),
          deadlineMs,
        );
        this.#worker.on('error', (error) => reject(dead(error.message)));
        this.#worker.on('exit', () => {
          reject(dead('its thread ended'));
          this.emit('close');
        });
        this.#worker.on('message', (message: FromBoard) => {
          if (message.is === 'booted') resolve();
          else if (message.is === 'dumb') reject(dead('its program has sent nothing in 10 s'));
          else if (this.#events === undefined) this.#early.push(message);
          else this.#deliver(message);
        });
      });
    } finally {
      clearTimeout(timer);
    }
  }

  #deliver(message: FromBoard): void {
    if (message.is === 'bytes') this.emit('data', Buffer.from(message.bytes));
    if (message.is === 'pin') this.#events?.pinChanged(message.pin, message.level);
  }
}

function dead(came: string): LinkError {
  return new LinkError({
    code: 'RIG_BOARD',
    expected: 'the emulated board to start its firmware',
    came,
    next: 'check rig.program in the bench file; raise timeouts.startS if the machine is very busy',
  });
}
