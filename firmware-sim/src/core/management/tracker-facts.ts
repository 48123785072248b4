import { groupFailure, SmpGroup, TrackerError, type SmpFailure } from '@feierabend/protocol';

import type { ImageSlots } from '../boot/image-slots.ts';
import type { Erasure } from '../deletion/erasure-cell.ts';
import type { Duty } from '../duty.ts';
import type { DeviceIdentity, DeviceNames } from '../identity/identity.ts';

/** What group 64 asks a device about. */
export interface TrackerFacts {
  readonly identity: DeviceIdentity | undefined;
  readonly duty: Duty | undefined;
  readonly firmwareVersion: string;
  readonly slots: ImageSlots;
  /** The self-test of the image passes; true without one. */
  readonly isFit: boolean;
  /** Whose the device has become since this boot; it starts work with the next. */
  readonly enrolled: DeviceNames | undefined;
  /** The end of the device, ordered or done. */
  readonly end: Erasure | undefined;
}

/** A refusal with a code of group 64. */
export function trackerFailure(rc: number): SmpFailure {
  return groupFailure(SmpGroup.tracker, rc);
}

/** Why a device without a tenant has nothing to show. */
export function absent({ end }: TrackerFacts): SmpFailure {
  return trackerFailure(
    end === undefined ? TrackerError.notProvisioned : TrackerError.decommissioned,
  );
}
