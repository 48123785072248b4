import type {
  OutsideBehaviour,
  PolicyCarrier,
  PolicyException,
  PolicyFields,
  PolicyPurpose,
  PolicyWindow,
  SosRule,
  TheftRecovery,
} from '../policy.ts';

/**
 * Who may open the reports. Without a key in the file, the compiler takes it from an address book.
 */
export interface SourceRecipient {
  readonly name: string;
  readonly publicKey?: Uint8Array | undefined;
}

/** A country, and the state and region in it whose public holidays are meant: ISO 3166 codes. */
export interface HolidayRegion {
  readonly country: string;
  readonly state?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * A policy as people wrote it, read and checked, with the time zone still a rule and the dates
 * still local.
 */
export interface PolicySource {
  readonly fileName: string;
  readonly name: string;
  readonly purpose: PolicyPurpose;
  /** IANA name in its own spelling. */
  readonly timeZone: string;
  /** Local dates, as days since 1970-01-01. */
  readonly valid: {
    readonly fromDay: number;
    /** The last day on which the policy holds. */
    readonly untilDay: number;
    readonly reviewDay?: number | undefined;
  };
  readonly week: readonly (readonly PolicyWindow[])[];
  /** Holidays and exceptions together, ascending by date. */
  readonly exceptions: readonly PolicyException[];
  readonly intervals: {
    readonly movingS: number;
    readonly parkedS: number;
    readonly floorS: number;
  };
  readonly precisionM: number;
  readonly fields: PolicyFields;
  readonly outside: OutsideBehaviour;
  /** 0 when {@link outside} is `off`. */
  readonly heartbeatS: number;
  readonly retentionS: number;
  readonly recipients: readonly SourceRecipient[];
  readonly carriedBy?: PolicyCarrier | undefined;
  readonly privateSwitch?: true | undefined;
  readonly theftRecovery?: TheftRecovery | undefined;
  readonly sos?: SosRule | undefined;
  /** Where the holidays come from, when the file names a calendar and no dates. */
  readonly holidayRegion?: HolidayRegion | undefined;
  /** Dates of that calendar on which the file sets windows all the same. */
  readonly workedHolidays?: readonly number[] | undefined;
}
