import type { IndicatorPattern } from '@feierabend/firmware-sim';

import type { BenchState } from '../bench/control-client.ts';
import type { VirtualTarget } from '../bench/virtual-target.ts';
import type { TenantMessage } from '@feierabend/firmware-sim/controller/mqtt-subscriber';
import type { Received } from '@feierabend/firmware-sim/controller/report-controller';
import type { TapRecord } from '@feierabend/firmware-sim/leak/tap-record';
import type { DeviceRecord } from '../record/run-record.ts';
import type { FlasherRun, FlasherRuns, FlasherWatch } from './flasher-runs.ts';
import type { Office } from './office.ts';
import { identityOf } from './tracker-identity.ts';
import type { StationRig } from './station-rig.ts';
import type { Epoch, Tracker } from './tracker.ts';

export interface VirtualTrackerParts {
  readonly tenant: string;
  readonly device: string;
  readonly target: VirtualTarget;
  readonly baud: number;
  readonly startMs: number;
  readonly flasher: FlasherRuns;
  readonly office: Office;
  /** Where the bench has one, it has the switches. */
  readonly rig: StationRig | undefined;
  readonly powerByRig: boolean;
  readonly taps: readonly TapRecord[];
  readonly state: () => BenchState;
  readonly onFeed: (epochs: readonly Epoch[]) => void;
  readonly onIdentity: (identity: DeviceRecord) => void;
}

/** A tracker in a process of this machine: its hours pass as fast as the bench wants. */
export class VirtualTracker implements Tracker {
  readonly tenant: string;
  readonly device: string;
  readonly port: readonly string[];
  readonly taps: readonly TapRecord[];
  readonly #parts: VirtualTrackerParts;
  #identity: DeviceRecord | undefined;

  constructor(parts: VirtualTrackerParts) {
    this.#parts = parts;
    this.tenant = parts.tenant;
    this.device = parts.device;
    this.taps = parts.taps;
    this.port = ['--port', parts.target.port, '--baud', String(parts.baud)];
  }

  flasher(...argv: readonly string[]): Promise<FlasherRun> {
    return this.#parts.flasher.run([...argv, ...this.port]);
  }

  watched(argv: readonly string[], watch: FlasherWatch): Promise<FlasherRun> {
    return this.#parts.flasher.run([...argv, ...this.port], watch);
  }

  done(...argv: readonly string[]): Promise<FlasherRun> {
    return this.#parts.flasher.quiet(...argv, ...this.port);
  }

  async identity(): Promise<DeviceRecord> {
    this.#identity ??= await identityOf(this);
    this.#parts.onIdentity(this.#identity);
    return this.#identity;
  }

  async power(isOn: boolean): Promise<void> {
    const { rig, powerByRig, target } = this.#parts;
    if (rig !== undefined && powerByRig) await rig.rig.power(isOn);
    else await target.power(isOn);
  }

  async privateSwitch(isOn: boolean): Promise<void> {
    const { rig, target } = this.#parts;
    if (rig === undefined) await target.input('private-switch', isOn);
    else await rig.rig.privateSwitch(isOn);
  }

  async pressSos(): Promise<void> {
    const { rig, target } = this.#parts;
    if (rig !== undefined) return rig.rig.pressSos();
    await target.input('sos', true);
    await target.input('sos', false);
  }

  /** Seen by the rig's sensor where there is one. */
  async indicator(): Promise<IndicatorPattern> {
    const { rig, state } = this.#parts;
    return rig === undefined ? state().indicator : rig.rig.indicator();
  }

  async feed(epochs: readonly Epoch[]): Promise<void> {
    this.#parts.onFeed(epochs);
    await this.#parts.target.feed(epochs, () => {});
  }

  async liveTo(atMs: number): Promise<void> {
    await this.#parts.target.runUntil(atMs);
  }

  nowMs(): number {
    return this.#parts.startMs + this.#parts.state().uptimeMs;
  }

  async received(): Promise<Received> {
    return this.#parts.office.received(await this.identity());
  }

  get pid(): number | undefined {
    return this.#parts.target.pid;
  }

  get messages(): readonly TenantMessage[] {
    return this.#parts.office.messages(this.device);
  }

  flash(): Promise<Uint8Array> {
    return this.#parts.target.flash();
  }

  counters(): BenchState['counters'] {
    return this.#parts.state().counters;
  }

  stop(): Promise<void> {
    return this.#parts.target.stop();
  }
}
