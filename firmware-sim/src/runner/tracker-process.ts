import type { FeierabendError } from '@feierabend/protocol';

import { wireOf } from '../adapters/defects/image-wire.ts';
import { ByteQueue } from '../adapters/serial/byte-queue.ts';
import { ByteServer } from '../adapters/serial/byte-server.ts';
import { NetworkPort } from '../adapters/network-port.ts';
import { ControlPort } from '../bench/control-port.ts';
import { VirtualBench } from '../bench/virtual-bench.ts';
import { connectTimeoutMs } from '../config/network-config.ts';
import type { DeviceConfig } from '../config/device-config.ts';
import { chipSize } from '../core/storage/flash-map.ts';
import type { TapChannel } from '../core/ports.ts';
import type { FlashFile } from '../flash-file/flash-file.ts';
import { BackupRtc, crystalPpm } from '../hardware/backup-rtc.ts';
import { NorFlash } from '../hardware/nor-flash.ts';
import { RealClock } from '../hardware/real-clock.ts';
import { SeededRandom } from '../hardware/seeded-random.ts';
import { VirtualClock } from '../hardware/virtual-clock.ts';
import { VirtualDevice } from '../hardware/virtual-device.ts';
import { StallGuard } from './stall-guard.ts';
import { statusOf, type TrackerStatus } from './tracker-status.ts';
import { openManagementPort, type ManagementPort } from './management-port.ts';
import {
  openReceiver,
  parseReceiverTarget,
  type ReceiverState,
  type ReceiverTarget,
} from './receiver-source.ts';

export interface TrackerProcessOptions {
  readonly config: DeviceConfig;
  /** See {@link openManagementPort}. */
  readonly serial: string;
  readonly pty?: string;
  readonly baudRate?: number;
  readonly gnss?: string;
  /** What the tracker hears by itself; see {@link parseReceiverTarget}. */
  readonly receiver?: string;
  /** With it the bench moves time and power; without it both are real and on. */
  readonly control?: string;
  readonly seed: number;
  /** Keeps the chip; without it the board is new. */
  readonly flash?: FlashFile;
  /** Shows the bench every channel in clear. */
  readonly tap: boolean;
  readonly log: (line: string) => void;
  /** Sees each entry as it is written. */
  readonly journal?: (entry: Uint8Array) => void;
  /** The bench has let go of the tracker. */
  readonly released: () => void;
  /** The broker will never be usable with this device file, or the disk does not take what the chip holds. */
  readonly unusable: (failure: FeierabendError) => void;
}

/** One virtual tracker with its ports open. */
export class TrackerProcess {
  readonly #options: TrackerProcessOptions;
  readonly #clock: VirtualClock | RealClock;
  readonly #cells: NorFlash;
  readonly #device: VirtualDevice;
  readonly #network: NetworkPort;
  readonly #gnssQueue = new ByteQueue();
  readonly #gnssPort: ByteServer;
  readonly #controlPort: ControlPort | undefined;
  #management: ManagementPort | undefined;
  /** In real time. */
  #stalls: StallGuard | undefined;
  #receiver: { close(): Promise<void> } | undefined;
  #receiverState: ReceiverState | null = null;

  constructor(options: TrackerProcessOptions) {
    this.#options = options;
    const { config, control, released } = options;
    const clock = control === undefined ? new RealClock() : new VirtualClock();
    this.#clock = clock;
    this.#network = new NetworkPort(
      {
        connectTimeoutMs,
        seed: options.seed,
        ...(config.network?.versions === undefined ? {} : { versions: config.network.versions }),
        configured: config.network,
        wire: () => wireOf(this.#device.tracker?.slots.running()?.body),
      },
      options.unusable,
    );
    this.#cells = this.#makeCells();
    this.#device = this.#makeDevice();
    this.#gnssPort = new ByteServer((bytes) => {
      if (control === undefined) this.#heard(bytes);
      else this.#gnssQueue.push(bytes);
    });
    if (clock instanceof VirtualClock) {
      const bench = new VirtualBench({
        device: this.#device,
        clock,
        gnss: this.#gnssQueue,
        network: this.#network,
        flash: this.#cells,
      });
      this.#controlPort = new ControlPort({ handle: (request) => bench.handle(request), released });
    }
  }

  /** Opens the ports and, without a bench, switches the board on. Resolves to the name of the management port. */
  async start(): Promise<string> {
    const { serial, pty, baudRate, gnss, control, config, receiver, flash } = this.#options;
    const target = receiver === undefined ? undefined : await parseReceiverTarget(receiver);
    const { factoryImage, provisioning } = config;
    if (flash?.isBlank !== false) {
      this.#device.manufacture({
        ...(factoryImage === undefined ? {} : { image: factoryImage }),
        ...(provisioning === undefined ? {} : { provisioning }),
      });
      flash?.made();
    }
    this.#management = await openManagementPort({
      serial,
      ...(pty === undefined ? {} : { pty }),
      ...(baudRate === undefined ? {} : { baudRate }),
      onBytes: (bytes) => this.#device.serialReceived(bytes),
    });
    if (gnss !== undefined) await this.#gnssPort.listen(gnss);
    if (control === undefined) {
      this.#stalls = new StallGuard(new RealClock(), (ms) =>
        this.#options.log(`receiver: this program stood still for ${ms} ms, what piled up is lost`),
      );
      this.#device.powerOn();
    }
    if (control !== undefined) await this.#controlPort?.listen(control);
    if (target !== undefined) await this.#hear(target);
    return this.#management.name;
  }

  get status(): TrackerStatus {
    const receiver = this.#receiverState;
    return statusOf(this.#device.tracker, { inRecovery: this.#device.inRecovery, receiver });
  }

  async stop(): Promise<void> {
    this.#stalls?.stop();
    this.#device.powerOff();
    this.#clock.clear();
    await Promise.all([
      this.#network.stop(),
      this.#management?.close(),
      this.#gnssPort.close(),
      this.#receiver?.close(),
      this.#controlPort?.close(),
    ]);
  }

  #heard(bytes: Uint8Array): void {
    if (this.#stalls?.isOnTime !== false) this.#device.tracker?.gnssReceived(bytes);
  }

  /** A receiver goes on when the board is reset, so its time is not the board's. */
  async #hear(target: ReceiverTarget): Promise<void> {
    this.#receiver = await openReceiver(target, {
      clock: new RealClock(),
      nowMs: Date.now(),
      deliver: (bytes) => this.#heard(bytes),
      log: this.#options.log,
      changed: (state) => {
        this.#receiverState = state;
      },
    });
    this.#receiverState ??= 'heard';
  }

  #show(channel: TapChannel, bytes: Uint8Array): void {
    this.#controlPort?.tap(channel, this.#clock.uptimeMs(), bytes);
  }

  #makeCells(): NorFlash {
    const onProgram = (_at: number, bytes: Uint8Array): void => this.#show('flash', bytes);
    const tapped = this.#options.tap ? { onProgram } : {};
    return new NorFlash({ ...chipSize, ...tapped });
  }

  #makeDevice(): VirtualDevice {
    const { config, seed, tap, log, journal, flash, unusable } = this.#options;
    const random = new SeededRandom(seed);
    const driftPpm = crystalPpm(random.fork('rtc'));
    const seen = (channel: TapChannel, bytes: Uint8Array): void => {
      if (tap) this.#show(channel, bytes);
      if (channel === 'journal') journal?.(bytes);
    };
    return new VirtualDevice(
      {
        clock: this.#clock,
        rtc: new BackupRtc({ clock: this.#clock, driftPpm }),
        flash: flash?.keep(this.#cells, unusable) ?? this.#cells,
        random,
        ...(flash === undefined ? {} : { nextBoot: () => flash.nextBoot() }),
        serialOut: (bytes) => this.#management?.write(bytes),
        log,
        network: (events) => this.#network.boot(events),
        tap: tap || journal !== undefined ? seen : undefined,
      },
      config.trust,
    );
  }
}
