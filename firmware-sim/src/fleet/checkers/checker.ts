import type {
  CompiledPolicy,
  Correction,
  FaultParts,
  HpkeKeyPair,
  JournalPage,
  ReportStream,
  TrackerRecord,
} from '@feierabend/protocol';

import type { EnergyCounts } from '@feierabend/protocol';

import type { Tally } from '../result/tally.ts';
import type { Leftover } from './leftover.ts';

/** Who a device is and what it may do, as far as that is known without asking it. */
export interface Subject {
  readonly index: number;
  readonly tenant: string;
  readonly device: string;
  /** Ed25519, learnt at provisioning: signs journal heads and receipts. */
  readonly signKey: Uint8Array;
  /** P-256, learnt at provisioning: authenticates reports. */
  readonly sealKey: Uint8Array;
  /** Opens the reports. */
  readonly recipient: HpkeKeyPair;
  /** Key identifiers, in hexadecimal, of everybody to whom the device may seal. */
  readonly recipients: ReadonlySet<string>;
  /** By digest in hexadecimal: the first policy of this device, and each that the tenant may have signed for it since. */
  readonly policies: ReadonlyMap<string, AllowedPolicy>;
}

export interface AllowedPolicy {
  readonly policy: CompiledPolicy;
  /** Pairs of Unix seconds: from, and until before which; ascending. Not worked out from the compiled form. */
  readonly windows: Float64Array;
}

/** A message as a subscriber sees it. */
export interface SeenMessage {
  readonly atMs: number;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained?: boolean;
  /** When the device had handed it over, where its delivery is over now. */
  readonly handedMs?: number;
}

/** What was in a sealed message. */
export type Opened =
  | { readonly kind: 'session'; readonly policy: string; readonly startedS: number }
  | ({ readonly kind: 'records'; readonly records: readonly TrackerRecord[] } & OpenedFrame)
  | ({ readonly kind: 'journal'; readonly page: JournalPage } & OpenedFrame)
  | ({ readonly kind: 'receipt'; readonly receipt: Uint8Array } & OpenedFrame)
  | ({ readonly kind: 'correction'; readonly correction: Correction } & OpenedFrame)
  /** It was opened before. */
  | { readonly kind: 'repeated' }
  /** Sealed to somebody whom nobody knows. */
  | { readonly kind: 'foreign'; readonly keyId: string }
  | { readonly kind: 'unopened'; readonly fault: FaultParts };

export interface OpenedFrame {
  readonly stream: ReportStream;
  readonly session: string;
  readonly counter: number;
  readonly staged: boolean;
  /** Digest in hexadecimal of the policy that the session is under. */
  readonly policy: string;
  readonly plaintext: Uint8Array;
}

/** An acknowledgement as the device got it. */
export interface Acknowledged {
  readonly atMs: number;
  /** When the device handed the message over, where its delivery is over now. */
  readonly handedMs?: number;
  readonly channel: string;
  readonly payload: Uint8Array;
  /** Whether it was still in flash then; undefined of what is not kept there. */
  readonly isKept?: boolean;
}

/** The answer to a signed order. */
export interface Answered {
  readonly atMs: number;
  readonly order: 'policy' | 'wipe' | 'confirm-firmware';
  /** Whose signature it has. */
  readonly tenant: string;
  readonly accepted: boolean;
  /** Digest in hexadecimal, of a policy. */
  readonly policy?: string;
}

/** A position that the receiver gave the device. */
export interface Fed {
  readonly atMs: number;
  readonly latitudeE7: number;
  readonly longitudeE7: number;
}

export interface EndOfLife {
  readonly atMs: number;
  readonly days: number;
  readonly energy: EnergyCounts;
  readonly payloadBytes: number;
  /** How often the firmware began. */
  readonly boots: number;
  /** Places that it says to have taken, over all of these. */
  readonly fixesTaken: number;
  /** What still waits in flash. */
  readonly left: Leftover;
}

/**
 * Judges one device by what came from it, in the order in which it came. What it counts and finds goes into the tally; what
 * it knows besides goes with it at the end. A checker implements what it wants to see.
 *
 * **Invariant:** a checker sees what any subscriber with the keys of the tenant could see, and what the bench itself did:
 * both engines feed it the same.
 */
export interface Checker {
  /** A message went over the air: whether it comes is the business of the broker. */
  sent?(message: Pick<SeenMessage, 'atMs' | 'topic'>): void;
  seen?(message: SeenMessage): void;
  /** A last will: the device has said it when it connected, and the broker now. Whether and when one comes is chance. */
  will?(message: SeenMessage): void;
  /** After {@link seen}, for what was sealed. */
  opened?(opened: Opened, message: SeenMessage): void;
  acknowledged?(message: Acknowledged): void;
  answered?(answer: Answered): void;
  fed?(position: Fed): void;
  finish?(end: EndOfLife): void;
}

/** Writes what one checker finds. */
export interface Report {
  readonly tally: Tally;
  /** A finding of this checker. */
  readonly find: (atMs: number, sentence: string) => void;
}

export type MakeChecker = (subject: Subject, report: Report) => Checker;
