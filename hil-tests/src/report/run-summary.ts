/**
 * The machine-readable account of one run. Everything outside `host` follows from seed, log and
 * policy alone.
 */
export interface RunSummary {
  readonly schema: 'feierabend/run-summary/1';
  readonly seed: number | string;
  readonly source: RunSource;
  readonly tenant: string;
  readonly device: string;
  readonly firmware: {
    readonly from: string;
    readonly to: string;
    readonly imageSha256: string;
    readonly imageBytes: number;
    readonly confirmed: boolean;
  };
  readonly policy: {
    readonly name: string;
    /** SHA-256 of the compiled policy, lower-case hexadecimal. */
    readonly digest: string;
    readonly timeZone: string;
    /** One line of text per kind of day, for people. */
    readonly windows: readonly string[];
  };
  readonly day: DaySpan;
  /** Positions that went into the receiver's port, whether or not a policy let them further. */
  readonly fixesFed: number;
  readonly fixesTaken: number;
  readonly fixesSent: number;
  /** Positions the receiver had and the gate refused. */
  readonly fixesWithheld: number;
  /** Reports that say that there was no position to have. */
  readonly noFix: number;
  readonly fixesOutsideWindows: number;
  /** Whether `withheld` and `no-fix` records account for all time without a fix. */
  readonly gapsExplained: boolean;
  readonly withheldSeconds: number;
  readonly reports: {
    readonly batches: number;
    readonly sealedBytes: number;
    readonly bytesPerFix: number;
    readonly duplicates: number;
    readonly lost: number;
  };
  readonly leaks: number;
  readonly leakSearch: {
    readonly channels: readonly SearchedChannel[];
    readonly selfTest: { readonly planted: number; readonly found: number };
  };
  readonly journalIntact: boolean;
  readonly journalEntries: number;
  /** Hash of the last entry, lower-case hexadecimal. */
  readonly journalHead: string;
  readonly clauses: readonly ClauseOutcome[];
  /** What differs between two runs of the same seed: timings, ports, versions. */
  readonly host: RunHost;
}

export interface RunSource {
  readonly kind: 'generated' | 'log';
  readonly name: string;
  readonly linesRead: number;
  readonly linesSkipped: number;
  readonly skippedByReason: Readonly<Record<string, number>>;
  /** Local time the log was moved to, as given on the command line. */
  readonly shiftedTo?: string;
}

/** The span a ribbon shows, in Unix seconds, and the zone its hours are written in. */
export interface DaySpan {
  readonly fromS: number;
  readonly untilS: number;
  readonly timeZone: string;
}

export interface SearchedChannel {
  readonly name: string;
  readonly bytes: number;
  readonly hits: number;
}

export interface ClauseOutcome {
  readonly clause: string;
  readonly text: string;
  /** `open`: this run says nothing about it. */
  readonly outcome: 'pass' | 'fail' | 'open';
  readonly evidence: string;
}

export interface RunHost {
  readonly startedAt: string;
  readonly durationMs: number;
  readonly flashBytesPerS: number;
  /** Image bytes per second as a share of what the line could carry without framing, 0..1. */
  readonly flashLineShare: number;
  readonly baudRate: number;
  readonly node: string;
  readonly [more: string]: string | number | boolean;
}
