import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

import type { FeedInstant, InputName } from '@feierabend/firmware-sim';

import type { HilHost } from '../io.ts';
import type { RunRegistry } from '@feierabend/firmware-sim/reaper/run-registry';
import type { TapRecord } from '@feierabend/firmware-sim/leak/tap-record';
import type { VirtualBench } from './bench-schema.ts';
import { ControlClient, type BenchState } from './control-client.ts';
import { TrackerProgram } from './tracker-program.ts';

/** Instants of the feed that travel in one request. */
const instantsPerRequest = 300;
const connectDeadlineMs = 5_000;
const flashBytesPerRequest = 65_536;

export interface VirtualTargetOptions {
  readonly bench: VirtualBench;
  readonly host: HilHost;
  /** A short path: socket names are limited to about 100 characters. */
  readonly folder: string;
  /** The device file; a blank board without one. */
  readonly configFile?: string;
  readonly seed: number;
  /** What virtual uptime zero is in Unix milliseconds. */
  readonly startMs: number;
  readonly onTap: (tap: TapRecord) => void;
  /** Sees the tracker after each step. */
  readonly onState?: (state: BenchState) => void;
  readonly registry?: RunRegistry | undefined;
  /** Ends the start early. */
  readonly signal?: AbortSignal;
}

/** A tracker in a process of its own, with its ports as sockets and its time in the hands of the bench. */
export class VirtualTarget {
  /** What a flasher opens. */
  readonly port: string;
  readonly #program: TrackerProgram;
  readonly #control: ControlClient;
  readonly #gnss: Socket;
  readonly #startMs: number;

  private constructor(parts: {
    port: string;
    program: TrackerProgram;
    control: ControlClient;
    gnss: Socket;
    startMs: number;
  }) {
    this.port = parts.port;
    this.#program = parts.program;
    this.#control = parts.control;
    this.#gnss = parts.gnss;
    this.#startMs = parts.startMs;
  }

  static async start(options: VirtualTargetOptions): Promise<VirtualTarget> {
    const { bench, host, folder, startMs, onTap } = options;
    const name = (port: string): string => portName(folder, port, host.platform);
    const program = await launch(options, name);
    try {
      const control = await ControlClient.open(name('control'), {
        deadlineMs: bench.timeouts.answerS * 1000,
        onState: options.onState,
        printed: () => program.said,
        onTap: ({ tap, uptimeMs, base64 }) => {
          const channel = tap as TapRecord['channel'];
          onTap({ channel, atMs: startMs + uptimeMs, bytes: Buffer.from(base64, 'base64') });
        },
      });
      const gnss = connect(name('gnss'));
      await once(gnss, 'connect', { signal: AbortSignal.timeout(connectDeadlineMs) });
      gnss.on('error', () => gnss.destroy());
      return new VirtualTarget({ port: name('serial'), program, control, gnss, startMs });
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  /** Of the tracker's process. */
  get pid(): number | undefined {
    return this.#program.pid;
  }

  powerOn(): Promise<BenchState> {
    return this.power(true);
  }

  powerOff(): Promise<BenchState> {
    return this.power(false);
  }

  power(isOn: boolean): Promise<BenchState> {
    return this.#control.power(isOn);
  }

  input(name: InputName, isActive: boolean): Promise<BenchState> {
    return this.#control.input(name, isActive);
  }

  /** Lets time pass without anything on the GNSS port. */
  runUntil(atMs: number): Promise<BenchState> {
    return this.#control.advance(atMs - this.#startMs);
  }

  /** Feeds the receiver's output at its times, and reports how far it is. */
  async feed(
    epochs: readonly { readonly atMs: number; readonly text: string }[],
    onProgress: (doneEpochs: number) => void,
  ): Promise<BenchState | undefined> {
    let state: BenchState | undefined;
    for (let from = 0; from < epochs.length; from += instantsPerRequest) {
      const part = epochs.slice(from, from + instantsPerRequest);
      const instants: FeedInstant[] = [];
      for (const { atMs, text } of part) {
        instants.push([atMs - this.#startMs, Buffer.byteLength(text)]);
      }
      this.#gnss.write(part.map(({ text }) => text).join(''));
      const untilMs = (part.at(-1)?.atMs ?? 0) - this.#startMs;
      state = await this.#control.advance(untilMs, instants);
      onProgress(from + part.length);
    }
    return state;
  }

  /** Everything in the flash chip, past the firmware. */
  async flash(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let at = 0; ; at += flashBytesPerRequest) {
      // oxlint-disable-next-line no-await-in-loop -- the end shows in the last answer
      const part = await this.#control.flash(at, flashBytesPerRequest);
      parts.push(part);
      if (part.length < flashBytesPerRequest) return Buffer.concat(parts);
    }
  }

  async stop(): Promise<void> {
    this.#gnss.destroy();
    this.#control.close();
    await this.#program.stop();
  }
}

function launch(
  options: VirtualTargetOptions,
  name: (port: string) => string,
): Promise<TrackerProgram> {
  const { bench, configFile, host, seed, signal, registry } = options;
  const args = ['--tap', '--seed', String(seed)];
  if (configFile !== undefined) args.push('--config', configFile);
  for (const port of ['serial', 'gnss', 'control']) args.push(`--${port}`, name(port));
  args.push('--baud', String(bench.target.baud));
  const deadlineMs = bench.timeouts.startS * 1000;
  const { execPath, trackerScript: script } = host;
  return TrackerProgram.start({ execPath, script, args, deadlineMs, signal, registry });
}

/** Windows has no socket files; there the folder only makes the pipe's name unique. */
function portName(folder: string, port: string, platform: string): string {
  if (platform !== 'win32') return join(folder, port);
  return `\\\\.\\pipe\\${folder.replaceAll(/[:\\/]/gu, '-')}-${port}`;
}
