import type { CompiledPolicy, JournalDetail } from '@feierabend/protocol';

import type { DutyAssembly } from '../assembly.ts';
import type { TimeKeeper } from '../clock/time-keeper.ts';
import { Eraser } from '../deletion/eraser.ts';
import type { JournalHandout } from '../deletion/journal-handout.ts';
import type { ReceiptStore } from '../deletion/receipt-store.ts';
import { wipeDuty } from '../deletion/wipe-duty.ts';
import type { DeviceIdentity } from '../identity/identity.ts';
import type { KeyStore } from '../identity/key-store.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { ModeStore } from '../modes/mode-store.ts';
import type { Flash } from '../ports.ts';
import type { Outbox } from '../report/outbox.ts';
import type { RecordDesk } from '../report/record-desk.ts';
import type { Staging } from '../report/staging.ts';
import { groupsOf } from '../settings/device-settings.ts';
import { InstructionDesk, type InstructionRam } from './instruction-desk.ts';
import { orderTable, type OrderTableParts } from './order-table.ts';
import type { PolicyStore } from './policy-store.ts';
import type { TimeChallenge } from './time-challenge.ts';

export interface DeskOfDutyParts {
  readonly flash: Flash;
  readonly identity: DeviceIdentity;
  readonly own: Pick<OrderTableParts, 'slots' | 'settings'> & {
    readonly assembly: Pick<DutyAssembly, 'openInstruction'>;
  };
  readonly keys: KeyStore;
  readonly policies: PolicyStore;
  readonly journal: JournalStore;
  readonly outbox: Outbox;
  readonly staging: Staging;
  readonly receipts: ReceiptStore;
  readonly handout: JournalHandout;
  readonly records: RecordDesk;
  readonly modes: ModeStore;
  /** Tells of an instruction that was refused, or counts it. */
  readonly refused: (detail: JournalDetail) => void;
  readonly time: TimeKeeper;
  readonly challenge: TimeChallenge;
  readonly policyInForce: () => CompiledPolicy | undefined;
  /** Stores what was collected. */
  readonly flush: () => void;
  /** The end was asked for, and ordered if flash took the order: no work from here on. */
  readonly ended: (isOrdered: boolean) => void;
  readonly ram: InstructionRam | undefined;
}

/** The desk of a device at work, with everything that its instructions change. */
export function deskOfDuty(parts: DeskOfDutyParts): InstructionDesk {
  const { flash, identity, own, keys, policies, journal, outbox, receipts, records } = parts;
  const { time, challenge, modes, handout, flush, ended, staging, policyInForce, refused, ram } =
    parts;
  const nowS = () => time.nowS();
  const groups = () => groupsOf(own.settings.value('device/groups'));
  const send = (receipt: Uint8Array) => records.sendReceipt(receipt);
  const eraser = new Eraser({ flash, identity, outbox, staging, journal, receipts, nowS, send });
  const names = identity;
  const wipe = wipeDuty({ flash, names, journal, outbox, time, handout, flush, ended });
  return new InstructionDesk({
    flash,
    trust: () => keys.trust(identity, groups()),
    storedTrust: () => keys.storedTrust(identity, groups()),
    policies,
    journal,
    nowS,
    policyInForce,
    refused,
    openInstruction: own.assembly.openInstruction,
    executors: () =>
      orderTable({
        slots: own.slots,
        settings: own.settings,
        keys,
        policies,
        journal,
        sealer: records.sealer,
        time,
        challenge,
        eraser,
        wipe,
        modes,
      }),
    ram,
  });
}
