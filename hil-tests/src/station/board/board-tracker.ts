import type { IndicatorPattern } from '@feierabend/firmware-sim';
import { InternalError } from '@feierabend/protocol';
import { setTimeout as pause } from 'node:timers/promises';

import type { BenchState } from '../../bench/control-client.ts';
import type { Received } from '@feierabend/firmware-sim/controller/report-controller';
import type { TenantMessage } from '@feierabend/firmware-sim/controller/mqtt-subscriber';
import type { TapRecord } from '@feierabend/firmware-sim/leak/tap-record';
import type { DeviceRecord } from '../../record/run-record.ts';
import type { Rig } from '../../rig/rig.ts';
import type { FlasherRun, FlasherWatch } from '../flasher-runs.ts';
import { tenant, type StationParts } from '../station-parts.ts';
import { identityOf } from '../tracker-identity.ts';
import type { Epoch, Tracker } from '../tracker.ts';
import type { Board } from './board.ts';
import { boardDevice } from './board-owner.ts';

export interface BoardTrackerParts {
  readonly board: Board;
  readonly station: Pick<StationParts, 'office' | 'rig'>;
  readonly onIdentity: (identity: DeviceRecord) => void;
}

/** The board of a bench as a tracker under test: its time is real, and what it has been through stays with it. */
export class BoardTracker implements Tracker {
  readonly tenant = tenant;
  readonly device = boardDevice;
  readonly port: readonly string[];
  readonly taps: readonly TapRecord[] = [];
  readonly #parts: BoardTrackerParts;
  #identity: DeviceRecord | undefined;

  constructor(parts: BoardTrackerParts) {
    this.#parts = parts;
    this.port = parts.board.port;
  }

  flasher(...argv: readonly string[]): Promise<FlasherRun> {
    return this.#parts.board.flasher.run([...argv, ...this.port]);
  }

  watched(argv: readonly string[], watch: FlasherWatch): Promise<FlasherRun> {
    return this.#parts.board.flasher.run([...argv, ...this.port], watch);
  }

  done(...argv: readonly string[]): Promise<FlasherRun> {
    return this.#parts.board.flasher.quiet(...argv, ...this.port);
  }

  async identity(): Promise<DeviceRecord> {
    this.#identity ??= await identityOf(this);
    this.#parts.onIdentity(this.#identity);
    return this.#identity;
  }

  /** Resolves when it answers again. */
  async power(isOn: boolean): Promise<void> {
    await this.#parts.board.power(isOn);
    if (isOn) await this.#parts.board.answers();
  }

  privateSwitch(isOn: boolean): Promise<void> {
    return this.#rig.privateSwitch(isOn);
  }

  pressSos(): Promise<void> {
    return this.#rig.pressSos();
  }

  indicator(): Promise<IndicatorPattern> {
    return this.#rig.indicator();
  }

  async feed(epochs: readonly Epoch[]): Promise<void> {
    const { receiver } = this.#parts.board;
    if (receiver === undefined)
      throw new InternalError('the test did not say that it needs gnss-input');
    await receiver.feed(epochs);
  }

  async liveTo(atMs: number): Promise<void> {
    await pause(Math.max(0, atMs - Date.now()));
  }

  nowMs(): number {
    return Date.now();
  }

  async received(): Promise<Received> {
    return this.#parts.station.office.received(await this.identity());
  }

  get messages(): readonly TenantMessage[] {
    return this.#parts.station.office.messages(boardDevice);
  }

  flash(): Promise<Uint8Array> {
    throw new InternalError('the test did not say that it needs a tap');
  }

  counters(): BenchState['counters'] {
    throw new InternalError('the test did not say that it needs a tap');
  }

  /** The next test has the same board. */
  stop(): Promise<void> {
    return Promise.resolve();
  }

  get #rig(): Rig {
    const { rig } = this.#parts.station;
    if (rig === undefined) throw new InternalError('the test did not say that it needs a rig');
    return rig.rig;
  }
}
