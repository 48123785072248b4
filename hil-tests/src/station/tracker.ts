import type { IndicatorPattern } from '@feierabend/firmware-sim';

import type { FlasherRun, FlasherWatch } from './flasher-runs.ts';
import type { Received } from '@feierabend/firmware-sim/controller/report-controller';
import type { TenantMessage } from '@feierabend/firmware-sim/controller/mqtt-subscriber';
import type { Place } from './sentences.ts';
import type { DeviceRecord } from '../record/run-record.ts';
import type { TapRecord } from '@feierabend/firmware-sim/leak/tap-record';
import type { BenchState } from '../bench/control-client.ts';

/** What a receiver says at one instant. */
export interface Epoch {
  readonly atMs: number;
  readonly text: string;
  /** What it says, where that is known: no file of the evidence may hold it. */
  readonly position?: Place;
}

/** A tracker under test, whatever it is made of. What a bench does not have, its tests do not ask for (see `Need`). */
export interface Tracker {
  readonly tenant: string;
  readonly device: string;
  /** `--port ... --baud ...` of its management line. */
  readonly port: readonly string[];

  /** One command line of the flasher on this device; it may end as it likes. */
  flasher(...argv: readonly string[]): Promise<FlasherRun>;
  /** The same, with somebody who watches and may end it. */
  watched(argv: readonly string[], watch: FlasherWatch): Promise<FlasherRun>;
  /** The same as `flasher`, and it has to succeed. */
  done(...argv: readonly string[]): Promise<FlasherRun>;
  /** The keys it signs and seals with; from the device until it is wiped. */
  identity(): Promise<DeviceRecord>;

  power(isOn: boolean): Promise<void>;
  privateSwitch(isOn: boolean): Promise<void>;
  pressSos(): Promise<void>;
  indicator(): Promise<IndicatorPattern>;

  /** `gnss-input`: sentences at their times. Where time is real, it takes as long as they do. */
  feed(epochs: readonly Epoch[]): Promise<void>;
  /** `time`: lets the tracker live until then, with nothing on its GNSS port. */
  liveTo(atMs: number): Promise<void>;
  /** Unix milliseconds of the tracker's world. */
  nowMs(): number;

  /** Everything its controller has got and could open, when what is under way has arrived. */
  received(): Promise<Received>;
  /** The same as it came over the wire. */
  readonly messages: readonly TenantMessage[];
  /** `tap`: every channel in clear. */
  readonly taps: readonly TapRecord[];
  /** `tap`: what lies in the flash chip, read past the firmware. */
  flash(): Promise<Uint8Array>;
  /** `tap`: what the firmware counted since its boot. */
  counters(): BenchState['counters'];

  /** `time`: its process on this machine. */
  readonly pid?: number | undefined;

  stop(): Promise<void>;
}
