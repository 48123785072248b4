import type { CompiledPolicy, PolicyRecipient } from '@feierabend/protocol';

import { crashRecordOf, type CrashRecord } from './boot/crash-record.ts';
import { GnssDriver, type GnssDriverParts } from './capture/gnss-driver.ts';
import { PolicyGate } from './capture/policy-gate.ts';
import type { TimeKeeper } from './clock/time-keeper.ts';
import { SendGate } from './gates/send-gate.ts';
import { StoreGate } from './gates/store-gate.ts';
import type { JournalStore } from './journal/journal-store.ts';
import { sosRecipientsOf } from './modes/decide-mode.ts';
import type { StandingActs } from './modes/mode.ts';
import type { ActivePolicy } from './orders/policy-store.ts';
import type { World } from './ports.ts';

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
 * signed manifest names a seeded defect brings another one (docs/firmware/gate.md).
 */
export interface Assembly {
  readonly policyGate: (parts: AssemblyParts) => PolicyGate;
  readonly storeGate: (parts: AssemblyParts) => StoreGate;
  readonly sendGate: (parts: AssemblyParts) => SendGate;
  readonly gnssDriver: (driver: GnssDriverParts, parts: AssemblyParts) => GnssDriver;
  /** Who may open what a call for help opened. */
  readonly sosRecipients: (policy: CompiledPolicy) => readonly PolicyRecipient[];
  /** What is kept of an error nobody caught. */
  readonly crashRecord: (error: unknown) => CrashRecord;
}

/** Those of them that make a {@link Duty}. */
export type DutyAssembly = Omit<Assembly, 'crashRecord'>;

export const soundAssembly: Assembly = {
  policyGate: ({ time, inForce, acts }) => new PolicyGate(time, () => inForce()?.policy, acts),
  storeGate: ({ inForce, acts }) => new StoreGate(inForce, acts),
  sendGate: ({ time, inForce, acts }) => new SendGate(time, inForce, acts),
  gnssDriver: (driver) => new GnssDriver(driver),
  sosRecipients: sosRecipientsOf,
  crashRecord: crashRecordOf,
};
