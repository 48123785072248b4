import {
  eraseBlockBytes,
  flashBytes,
  flashMap,
  NorFlash,
  SeededRandom,
  VirtualClock,
  VirtualDevice,
} from '@feierabend/firmware-sim';
import { runFlasher, type FlasherClock, type FlasherEvent } from '@feierabend/flasher';
import { InternalError, UsageError } from '@feierabend/protocol';

import { TroubledLine } from './troubled-line.tool.ts';

/** One run of the flasher's command line, as a person sees it. */
export interface FlasherRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  readonly result: Readonly<Record<string, unknown>>;
  readonly events: readonly FlasherEvent[];
  /** Simulated time. */
  readonly tookMs: number;
}

export interface BareBoardOptions {
  readonly startS: number;
  /** Whose firmware the boot loader starts. */
  readonly imageKeys: readonly Uint8Array[];
  readonly flash?: NorFlash;
}

/** How somebody types a command line. */
export interface Typing {
  readonly onEvent?: (event: FlasherEvent) => void;
  readonly signal?: AbortSignal;
}

/** Time that jumps to the next deadline whenever nothing else is left to do. */
class IdleClock implements FlasherClock {
  #nowMs = 0;
  readonly #startS: number;
  readonly #timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>();

  constructor(startS: number) {
    this.#startS = startS;
  }

  now(): number {
    return this.#nowMs;
  }

  unixS(): number {
    return this.#startS + Math.floor(this.#nowMs / 1000);
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    // Answers on a link in memory come before the next turn.
    setImmediate(() => {
      if (!this.#timers.delete(timer)) return;
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      callback();
    });
    return () => void this.#timers.delete(timer);
  }
}

/**
 * A board on the bench, and the flasher of this house at its port: everything in memory, nothing of
 * it mocked.
 */
export class BareBoard {
  readonly files = new Map<string, Uint8Array>();
  readonly device: VirtualDevice;
  /** The line between them. */
  readonly line = new TroubledLine();
  readonly #options: BareBoardOptions;
  readonly #flash: NorFlash;
  readonly #clock = new VirtualClock();
  readonly #hostClock: IdleClock;
  readonly #random = new SeededRandom(11);
  readonly #startMs: number;

  constructor(options: BareBoardOptions) {
    this.#options = options;
    this.#startMs = options.startS * 1000;
    this.#hostClock = new IdleClock(options.startS);
    const flash = options.flash ?? new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
    this.#flash = flash;
    this.device = new VirtualDevice(
      {
        clock: this.#clock,
        flash,
        random: new SeededRandom(3),
        serialOut: (bytes) => this.line.fromDevice(bytes),
        log: () => undefined,
        network: () => ({
          connect: () => undefined,
          publish: () => false,
          withdraw: () => false,
          close: () => undefined,
        }),
        tap: undefined,
      },
      { publicKeys: options.imageKeys, boardId: new Uint8Array(16).fill(7) },
    );
    this.device.manufacture({});
    this.device.powerOn();
  }

  /** Another board in the same state, with the same files, after its power went and came back. */
  clone(): BareBoard {
    const flash = this.#flash.clone();
    const copy = new BareBoard({ ...this.#options, startS: this.#hostClock.unixS(), flash });
    for (const [name, bytes] of this.files) copy.files.set(name, bytes);
    return copy;
  }

  /** Types one command line. */
  flasher(...argv: readonly string[]): Promise<FlasherRun> {
    return this.type(argv);
  }

  async type(argv: readonly string[], typing: Typing = {}): Promise<FlasherRun> {
    let [out, err] = ['', ''];
    const events: FlasherEvent[] = [];
    const startedMs = this.#hostClock.now();
    const exitCode = await runFlasher(argv, {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      onEvent: (event) => {
        events.push(event);
        typing.onEvent?.(event);
      },
      ...(typing.signal === undefined ? {} : { signal: typing.signal }),
      readFile: async (path) => this.#read(path),
      writeFile: async (path, bytes, { replace }) => {
        this.#requireFree(path, replace);
        this.files.set(path, bytes.slice());
      },
      checkTarget: async (path, replace) => this.#requireFree(path, replace),
      randomBytes: (count) => this.#random.bytes(count),
      clock: this.#hostClock,
      openLink: async () => this.line.open((bytes) => this.device.serialReceived(bytes)),
    });
    const last = events.at(-1);
    const result = ((last?.event === 'end' ? last.result : null) ?? {}) as FlasherRun['result'];
    const tookMs = this.#hostClock.now() - startedMs;
    return { exitCode, out, err, events, result, tookMs };
  }

  /** The same, and it has to succeed. */
  async done(...argv: readonly string[]): Promise<FlasherRun> {
    const run = await this.flasher(...argv);
    if (run.exitCode === 0) return run;
    throw new InternalError(`flasher ${argv.join(' ')} ended with ${run.exitCode}: ${run.err}`);
  }

  text(path: string): string {
    return new TextDecoder().decode(this.#read(path));
  }

  /** Lets the board live up to a time, under open sky and on the move. */
  liveTo(untilS: number): void {
    for (let timeS = this.#nowS() + 1; timeS <= untilS; timeS += 1) {
      const timeMs = timeS * 1000;
      while (this.#clock.step(timeMs - this.#startMs));
      const position = {
        latitudeE7: 481_000_000 + (timeS % 100_000) * 1500,
        longitudeE7: 115_000_000,
        speedKmh: 50,
        hdop: 1,
        satellites: 9,
      };
      this.device.tracker?.gnssEpochReceived({ timeMs, valid: true, position });
    }
  }

  /** The cells forget which image area is slot 0, and the board starts anew. */
  loseBootState(): void {
    this.device.powerOff();
    const { at, sizeBytes } = flashMap.bootState;
    for (let block = at; block < at + sizeBytes; block += eraseBlockBytes) this.#flash.erase(block);
    this.device.powerOn();
  }

  #nowS(): number {
    return Math.floor((this.#startMs + this.#clock.uptimeMs()) / 1000);
  }

  #read(path: string): Uint8Array {
    const bytes = this.files.get(path);
    if (bytes !== undefined) return bytes;
    throw Object.assign(new InternalError(`there is no ${path}`), { code: 'ENOENT' });
  }

  #requireFree(path: string, replace: boolean): void {
    if (replace || !this.files.has(path)) return;
    throw new UsageError({
      code: 'FILE_EXISTS',
      expected: `${path} not to exist yet`,
      came: 'there is a file of that name',
      next: 'name another file, or pass --force to replace it',
    });
  }
}
