/**
 * Why positions are captured at all. A policy has exactly one purpose, and a device refuses a
 * purpose it does not know.
 */
export const policyPurposes = ['dispatch', 'proof-of-service', 'asset-protection'] as const;
export type PolicyPurpose = (typeof policyPurposes)[number];

/**
 * What carries the device. An `asset` has no people with it; a policy that does not say is read as
 * if people were.
 */
export const policyCarriers = ['vehicle', 'asset', 'person'] as const;
export type PolicyCarrier = (typeof policyCarriers)[number];

/**
 * What the device sends while the policy is closed: nothing, a sign of life, or a sign of life with
 * the distance driven since the one before. Never a place.
 */
export const outsideBehaviours = ['off', 'heartbeat', 'mileage'] as const;
export type OutsideBehaviour = (typeof outsideBehaviours)[number];

/**
 * Local wall time of one day, in minutes after midnight: start inclusive, end exclusive, 1440 =
 * midnight at the end.
 */
export interface PolicyWindow {
  readonly startMin: number;
  readonly endMin: number;
}

/** From this UTC second on, local time is UTC plus this many minutes. */
export interface PolicyOffset {
  readonly fromS: number;
  readonly offsetMin: number;
}

/** One local date whose windows replace those of its weekday; a holiday has none. */
export interface PolicyException {
  /** Days from 1970-01-01 to the local date. */
  readonly dayNumber: number;
  readonly windows: readonly PolicyWindow[];
}

export interface PolicyRecipient {
  readonly name: string;
  /** Uncompressed P-256 point, 65 bytes: the HPKE key that reports are sealed to. */
  readonly publicKey: Uint8Array;
}

/** Which parts of a fix beyond time and place are captured. */
export interface PolicyFields {
  readonly altitude: boolean;
  readonly speed: boolean;
  readonly course: boolean;
}

/**
 * What a declared theft opens, and for how long. Without a signed declaration it opens nothing: there
 * is no tracking in advance (EDPB guidelines 01/2020, case of theft).
 */
export interface TheftRecovery {
  readonly intervalS: number;
  /** From the declaration on; then the device is back at its windows. */
  readonly durationS: number;
}

/**
 * What the person beside the device opens by asking for help: positions for a few people, for a
 * short time. Nobody else can open it, and without the rule the call has no place.
 */
export interface SosRule {
  /** Indices into the policy's recipients, ascending: who may open the positions of a call. */
  readonly recipients: readonly number[];
  readonly intervalS: number;
  /** Counted from the call. */
  readonly durationS: number;
}

/**
 * What a device needs to decide, second by second, with whole numbers alone. Bytes:
 * docs/protocol/policy.md.
 */
export interface CompiledPolicy {
  readonly version: 1;
  readonly purpose: PolicyPurpose;
  /** IANA name, for people; the device only uses {@link offsets}. */
  readonly timeZone: string;
  readonly validFromS: number;
  /** Exclusive. From here on the device is closed. */
  readonly validUntilS: number;
  /**
   * When a person must look at the policy again; equal to {@link validUntilS} when nobody set a
   * date.
   */
  readonly reviewS: number;
  /** Ascending; the first is in force at {@link validFromS}, the others lie inside the validity. */
  readonly offsets: readonly PolicyOffset[];
  /** Seven lists, Monday first. Ascending with a gap between any two: the gap is a break. */
  readonly week: readonly (readonly PolicyWindow[])[];
  /** Ascending by date. */
  readonly exceptions: readonly PolicyException[];
  readonly intervals: {
    readonly movingS: number;
    readonly parkedS: number;
    readonly floorS: number;
  };
  readonly precisionM: number;
  readonly fields: PolicyFields;
  readonly retentionS: number;
  readonly outside: OutsideBehaviour;
  /** 0 when {@link outside} is `off`. */
  readonly heartbeatS: number;
  readonly recipients: readonly PolicyRecipient[];
  readonly carriedBy?: PolicyCarrier | undefined;
  /** Whether the person beside the device may close it by hand. Absent is no. */
  readonly privateSwitch?: true | undefined;
  readonly theftRecovery?: TheftRecovery | undefined;
  /** Version of the time zone data behind {@link offsets}, such as `2025c`; for people and lint. */
  readonly zoneData?: string | undefined;
  readonly sos?: SosRule | undefined;
}

const dayS = 86_400;

/** Limits of the compiled form; a device may allocate for them. */
export const policyLimits = {
  bytesMax: 6144,
  offsetsMax: 64,
  offsetMinMax: 1080,
  windowsPerDayMax: 8,
  exceptionsMax: 366,
  validityDaysMax: 1830,
  intervalSMax: dayS,
  floorSMax: 3600,
  precisionMMax: 100_000,
  retentionSMin: 60,
  retentionSMax: 1830 * dayS,
  heartbeatSMin: 60,
  heartbeatSMax: dayS,
  recipientsMax: 8,
  nameBytesMax: 64,
  theftIntervalSMin: 10,
  theftDurationSMin: 3600,
  theftDurationSMax: 30 * dayS,
  zoneDataBytesMax: 24,
  sosIntervalSMin: 5,
  sosIntervalSMax: 3600,
  sosDurationSMin: 300,
  sosDurationSMax: dayS,
} as const;
