import type { SeededRandom } from '@feierabend/firmware-sim';

import type { Cleanup } from '../bench/cleanup.ts';
import type { TenantKit } from '../demo/tenant-kit.ts';
import type { TestPki } from '@feierabend/firmware-sim/pki/test-pki';
import type { DeviceRecord } from '../record/run-record.ts';
import type { RunOrder } from '../run/run-order.ts';
import type { FlasherRuns } from './flasher-runs.ts';
import type { Board } from './board/board.ts';
import type { Office } from './office.ts';
import type { StationBroker } from './station-broker.ts';
import type { StationRig } from './station-rig.ts';

export const tenant = 'musterbetrieb';
/** A second one, for what must not cross. */
export const otherTenant = 'nachbar';

/** Who is at the bench: the people of the tenant, its office at the broker, and the files of both. */
export interface StationParts {
  readonly order: RunOrder;
  readonly cleanup: Cleanup;
  /** Short: sockets lie in it. Removed with the run. */
  readonly folder: string;
  readonly pki: TestPki;
  readonly broker: StationBroker;
  readonly rig: StationRig | undefined;
  readonly office: Office;
  readonly kit: TenantKit;
  /** Where the image lies that trackers leave the factory with. */
  readonly imageFolder: string;
  /** The flasher of people who have no device at hand. */
  readonly flasher: FlasherRuns;
  readonly random: SeededRandom;
  /** Where it has one board instead of as many trackers as a run wants. */
  readonly board?: Board;
}

export interface TrackerOptions {
  /** What time it is when it gets power; real time where time is real. */
  readonly startMs: number;
  /** Left out: a tracker of the tenant, with the keys of its people. `blank`: nobody's. */
  readonly state?: 'provisioned' | 'blank';
  /** YAML of a policy that is applied first. */
  readonly policy?: string;
  /** 2: it knows the second broker of the bench as well. */
  readonly brokers?: 1 | 2;
  /** `faults`: the only broker it knows, in place of the bench's. */
  readonly brokerUrl?: string;
}

export interface MakeTrackerOptions extends TrackerOptions {
  /** Called when a device has told its keys. */
  readonly onIdentity: (identity: DeviceRecord) => void;
  readonly secondBrokerUrl?: string | undefined;
}
