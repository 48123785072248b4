import {
  decodePolicy,
  encodeBatch,
  openInstruction,
  SealingSession,
  type BehaviourManifest,
  type CompiledPolicy,
  type PolicyRecipient,
  type SealingSessionOptions,
  type TrackerRecord,
} from '@feierabend/protocol';

import type { BootStateCell } from './boot/boot-state.ts';
import { crashRecordOf, type CrashRecord } from './boot/crash-record.ts';
import { GnssDriver, type GnssDriverParts } from './capture/gnss-driver.ts';
import { PolicyGate } from './capture/policy-gate.ts';
import { TimeKeeper, type TimeKeeperOptions } from './clock/time-keeper.ts';
import { SendGate } from './gates/send-gate.ts';
import { StoreGate } from './gates/store-gate.ts';
import { JournalStore, type JournalStoreParts } from './journal/journal-store.ts';
import { sosRecipientsOf } from './modes/decide-mode.ts';
import type { StandingActs } from './modes/mode.ts';
import type { ActivePolicy } from './orders/policy-store.ts';
import { TimeChallenge } from './orders/time-challenge.ts';
import type { Clock, Flash, Random, World } from './ports.ts';
import { Outbox } from './report/outbox.ts';
import type { SealingKey } from './report/sealer.ts';
import { Staging, type StagingRam } from './report/staging.ts';
import type { FlashLogRam } from './storage/flash-log-ram.ts';
import type { FlashArea } from './storage/flash-map.ts';
import { eraseArea } from './storage/flash-scrub.ts';

/** What the makers of an assembly build from. */
export interface AssemblyParts {
  readonly world: World;
  readonly time: TimeKeeper;
  readonly journal: JournalStore;
  /** The policy by which the gates decide; undefined in every doubt. */
  readonly inForce: () => ActivePolicy | undefined;
  /** What people and instructions have set over it. */
  readonly acts: () => StandingActs;
}

/**
 * How the parts that keep the promise are made. Firmware is put together as {@link soundAssembly} says; only an image whose
 * signed manifest names a seeded defect brings another one (docs/hil/mutants.md).
 */
export interface Assembly {
  /** What the firmware sees of its board. */
  readonly world: (world: World) => World;
  readonly selfTest: (manifest: BehaviourManifest) => BehaviourManifest['selfTest'];
  /** What the firmware does with the boot loader's record when it starts. */
  readonly bootState: (state: BootStateCell) => void;
  /** Erases an area for good, and says whether it is gone. */
  readonly eraseArea: (flash: Flash, area: FlashArea) => boolean;
  /** What is kept of an error nobody caught. */
  readonly crashRecord: (error: unknown) => CrashRecord;
  readonly timeKeeper: (clock: Clock, options: TimeKeeperOptions) => TimeKeeper;
  /** `outstanding` is what was asked for before a sleep. */
  readonly timeChallenge: (random: Random, outstanding: Uint8Array | undefined) => TimeChallenge;
  readonly journal: (parts: JournalStoreParts) => JournalStore;
  readonly outbox: (flash: Flash, storageKey: Uint8Array, ram?: FlashLogRam) => Outbox;
  readonly staging: (flash: Flash, storageKey: Uint8Array, ram?: StagingRam) => Staging;
  /** Judges the signatures and rights of an instruction. */
  readonly openInstruction: typeof openInstruction;
  /** Reads the policy in an instruction. */
  readonly decodePolicy: typeof decodePolicy;
  readonly policyGate: (parts: AssemblyParts) => PolicyGate;
  readonly storeGate: (parts: AssemblyParts) => StoreGate;
  readonly sendGate: (parts: AssemblyParts) => SendGate;
  readonly gnssDriver: (driver: GnssDriverParts, parts: AssemblyParts) => GnssDriver;
  readonly encodeBatch: (records: readonly TrackerRecord[], parts: AssemblyParts) => Uint8Array;
  readonly session: (options: SealingSessionOptions) => SealingKey;
  /** Who may open what is reported. */
  readonly recipients: (policy: CompiledPolicy) => readonly PolicyRecipient[];
  /** Who may open what a call for help opened. */
  readonly sosRecipients: (policy: CompiledPolicy) => readonly PolicyRecipient[];
}

/** Those of them that make a {@link Duty}. */
export type DutyAssembly = Omit<
  Assembly,
  'world' | 'selfTest' | 'bootState' | 'eraseArea' | 'crashRecord'
>;

export const soundAssembly: Assembly = {
  world: (world) => world,
  selfTest: ({ selfTest }) => selfTest,
  bootState: () => {},
  eraseArea,
  crashRecord: crashRecordOf,
  timeKeeper: (clock, options) => new TimeKeeper(clock, options),
  timeChallenge: (random, outstanding) => new TimeChallenge(random, outstanding),
  journal: (parts) => new JournalStore(parts),
  outbox: (flash, storageKey, ram) => new Outbox(flash, storageKey, ram),
  staging: (flash, storageKey, ram) => new Staging(flash, storageKey, ram),
  openInstruction,
  decodePolicy,
  policyGate: ({ time, inForce, acts }) => new PolicyGate(time, () => inForce()?.policy, acts),
  storeGate: ({ inForce, acts }) => new StoreGate(inForce, acts),
  sendGate: ({ time, inForce, acts }) => new SendGate(time, inForce, acts),
  gnssDriver: (driver) => new GnssDriver(driver),
  encodeBatch,
  session: (options) => SealingSession.create(options),
  recipients: ({ recipients }) => recipients,
  sosRecipients: sosRecipientsOf,
};
