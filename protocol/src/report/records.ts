/**
 * Why a span of time has no positions. The code on the wire is the index in the list; new reasons
 * go to the end.
 */
export const withheldReasons = [
  'outside-hours',
  'break',
  'private-switch',
  'clock-untrusted',
  'no-policy',
  'policy-expired',
  'restricted',
  'reduced',
] as const;
export type WithheldReason = (typeof withheldReasons)[number];

/** Why a capture that the policy allowed gave no position. */
export const noFixReasons = ['no-signal', 'receiver-silent'] as const;
export type NoFixReason = (typeof noFixReasons)[number];

/**
 * What a tracker tells about itself. None of these says where it is, and so none waits for a window.
 * `security-alert` stands for what the journal tells in full: an instruction that nobody known signed, a
 * chain that does not verify. The code on the wire is the index, and with these all codes are given.
 */
export const trackerEvents = [
  'boot',
  'duty-started',
  'duty-ended',
  'movement-started',
  'movement-stopped',
  'private-switch-on',
  'private-switch-off',
  'tamper',
  'power-lost',
  'power-restored',
  'battery-low',
  'firmware-changed',
  'policy-changed',
  'sos',
  'unexpected-reset',
  'security-alert',
] as const;
export type TrackerEvent = (typeof trackerEvents)[number];

/** A position as it may leave the device: already coarsened, whole numbers only. */
export interface FixRecord {
  readonly kind: 'fix';
  readonly timeS: number;
  /** -9 000 000 .. 9 000 000, in 1e-5 degrees (1.1 m). */
  readonly latitudeE5: number;
  /** -18 000 000 .. 18 000 000, in 1e-5 degrees. */
  readonly longitudeE5: number;
  /** Above mean sea level, -32 768 .. 32 767. */
  readonly altitudeM?: number;
  /** 0 .. 65 535. */
  readonly speedKmh?: number;
  /** Course over ground, 0 .. 359. */
  readonly courseDeg?: number;
}

/** A fix that is being put together. */
export type FixDraft = { -readonly [K in keyof FixRecord]: FixRecord[K] };

export interface NoFixRecord {
  readonly kind: 'no-fix';
  readonly timeS: number;
  readonly reason: NoFixReason;
}

/**
 * A span without positions, and why. There is no field that could hold a place: what was not
 * captured cannot leak.
 */
export interface WithheldRecord {
  readonly kind: 'withheld';
  readonly fromS: number;
  /** First second after the span; never before `fromS`. */
  readonly untilS: number;
  readonly reason: WithheldReason;
}

export interface HeartbeatRecord {
  readonly kind: 'heartbeat';
  readonly timeS: number;
  /** 0 .. 65 535. */
  readonly batteryMillivolts: number;
}

export interface MileageRecord {
  readonly kind: 'mileage';
  readonly fromS: number;
  readonly untilS: number;
  readonly distanceM: number;
}

export interface EventRecord {
  readonly kind: 'event';
  readonly timeS: number;
  readonly event: TrackerEvent;
}

/** Times are whole Unix seconds in 0 .. 2^32 - 1. */
export type TrackerRecord =
  | FixRecord
  | NoFixRecord
  | WithheldRecord
  | HeartbeatRecord
  | MileageRecord
  | EventRecord;

/** When a record begins: `timeS`, or `fromS` of a span. */
export function recordStartS(record: TrackerRecord): number {
  return 'fromS' in record ? record.fromS : record.timeS;
}

/** When a record ends: `timeS`, or `untilS` of a span. */
export function recordEndS(record: TrackerRecord): number {
  return 'untilS' in record ? record.untilS : record.timeS;
}
