import type { TrackerRecord } from '@feierabend/protocol';

import { Agenda, type AgendaItem } from './agenda.ts';
import type { DutyAssembly } from './assembly.ts';
import type { GnssDriver } from './capture/gnss-driver.ts';
import { Decommissioning } from './deletion/decommissioning.ts';
import { Eraser } from './deletion/eraser.ts';
import { JournalHandout } from './deletion/journal-handout.ts';
import { ReceiptStore } from './deletion/receipt-store.ts';
import type { DeviceIdentity, DeviceNames } from './identity/identity.ts';
import { KeyStore } from './identity/key-store.ts';
import { InstructionDesk, type Decision } from './orders/instruction-desk.ts';
import { JournalStore } from './journal/journal-store.ts';
import { Outbox } from './report/outbox.ts';
import type { PolicyGate } from './capture/policy-gate.ts';
import { orderTable, type OrderTableParts } from './orders/order-table.ts';
import { PolicyStore, type ActivePolicy } from './orders/policy-store.ts';
import type { World } from './ports.ts';
import { ReceiverPower } from './capture/receiver-power.ts';
import { Recorder, type Mode } from './capture/recorder.ts';
import { Sealer } from './report/sealer.ts';
import type { StoreGate } from './gates/store-gate.ts';
import { groupsOf } from './settings/device-settings.ts';
import { TimeChallenge } from './orders/time-challenge.ts';
import { TimeKeeper } from './clock/time-keeper.ts';
import { Uplink, type DeletionReason } from './report/uplink.ts';

/** How often what is stored is looked through: frames that have outlived their retention, entries of the journal to send. */
const sweepEveryMs = 600_000;

/** What a device has with or without a tenant. */
export interface OwnParts extends Pick<OrderTableParts, 'slots' | 'settings'> {
  readonly assembly: DutyAssembly;
  /** Asks for a reset, once the answer is out. */
  readonly restart: () => void;
}

/**
 * Everything a provisioned device does on duty: time, gate, capture, sealing, storing, sending, journal.
 *
 * **Invariant:** a journal that does not verify, or can no longer be written, closes the gates; so does a stored policy that
 * is not the one the journal saw last, an accepted instruction that is not carried out, and a gate that had to stop what an
 * earlier one let through.
 */
export class Duty {
  readonly time: TimeKeeper;
  readonly journal: JournalStore;
  readonly outbox: Outbox;
  readonly uplink: Uplink;
  readonly recorder: Recorder;
  readonly gnss: GnssDriver;
  /** What a signed time has to bring back. */
  readonly challenge: TimeChallenge;
  readonly receipts: ReceiptStore;
  readonly #handout: JournalHandout;
  readonly #policies: PolicyStore;
  readonly #desk: InstructionDesk;
  readonly #sealer: Sealer;
  readonly #world: World;
  readonly #storeGate: StoreGate;
  #outboxFull = false;
  /** The end of the device is ordered. */
  #isEnding = false;
  readonly #agenda: Agenda;
  #sweepDueMs: number | undefined;
  /** Entries of the journal that were taken for sending. */
  #journalTaken = -1;

  constructor(world: World, identity: DeviceIdentity, own: OwnParts) {
    const { assembly } = own;
    const { clock, flash, link, random, rtc, tap } = world;
    this.#world = world;
    this.journal = new JournalStore({ flash, clock, identity, tap });
    this.time = new TimeKeeper(clock, {
      rtc,
      earliestS: this.journal.lastTimeS,
      jumped: this.journal.clockJumped,
      changed: (state, by) => {
        this.note('clock', { state, by });
        this.uplink.rejudge();
      },
    });
    this.challenge = new TimeChallenge(random);
    this.outbox = new Outbox(flash, identity.storageKey);
    this.#sealer = new Sealer({ identity, outbox: this.outbox, random, tap });
    this.receipts = new ReceiptStore(flash, identity.sign.publicKey);
    this.#handout = new JournalHandout(this.journal, this.outbox);
    const keys = new KeyStore(flash);
    const groups = () => groupsOf(own.settings.value('device/groups'));
    const storedTrust = () => keys.storedTrust(identity, groups());
    this.#policies = new PolicyStore(flash, storedTrust);
    this.#desk = this.#deskFor(identity, own, keys);
    const active = () => this.active;
    const parts = { world, time: this.time, journal: this.journal, inForce: () => this.#inForce };
    const gate = assembly.policyGate(parts);
    this.#storeGate = assembly.storeGate(parts);
    this.recorder = new Recorder({
      clock,
      time: this.time,
      active,
      gate: () => gate.now(),
      store: (records, policy, nowS) => this.#store(records, policy, nowS),
      modeChanged: (mode) => this.#modeChanged(mode),
    });
    const driver = { clock, time: this.time, gate, listener: this.recorder };
    this.gnss = assembly.gnssDriver(driver, parts);
    this.uplink = new Uplink({
      link,
      outbox: this.outbox,
      gate: assembly.sendGate(parts),
      deleted: (reason, frames) => this.#deleted(reason, frames),
    });
    this.#agenda = new Agenda(clock, this.#agendaItems(gate));
  }

  /** The policy in force; undefined in every doubt about storage. */
  get active(): ActivePolicy | undefined {
    const isNoted = this.#policies.sequence === this.journal.policySequence;
    const isSettled = isNoted && this.#desk.isSettled && !this.#isEnding;
    return this.journal.intact && isSettled ? this.#policies.active : undefined;
  }

  /** The policy by which positions are taken, stored and sent. */
  get #inForce(): ActivePolicy | undefined {
    return this.journal.doubted ? undefined : this.active;
  }

  get lastSequence(): number {
    return this.#desk.lastSequence;
  }

  /** Starts the work and the network. */
  start(boot: Readonly<Record<string, string>>): void {
    this.note('boot', boot);
    const { state, bootSource } = this.time;
    if (bootSource !== undefined) this.note('clock', { state, by: bootSource });
    this.#desk.recover();
    this.#world.link.connect();
    this.#agenda.review();
  }

  /** A page of the journal for a reader who asks. */
  readJournal(from: number, pageBytes: number): Uint8Array {
    return this.#handout.read(from, pageBytes);
  }

  /** To be called after each event from outside: it may have changed what is due next. */
  review(): void {
    this.#agenda.review();
  }

  /** What is in RAM is stored: the device is about to be reset. */
  stop(): void {
    this.recorder.flush();
  }

  /** Writes to the journal; see {@link JournalStore.record}. */
  note(
    kind: Parameters<JournalStore['record']>[0],
    detail: Parameters<JournalStore['record']>[2],
  ): void {
    this.journal.record(kind, this.time.nowS(), detail);
  }

  instruct(instruction: Uint8Array): Decision {
    const before = this.active;
    const decision = this.#desk.submit(instruction);
    this.uplink.rejudge();
    if (this.active !== before) this.recorder.policyChanged(before);
    this.review();
    return decision;
  }

  #modeChanged(mode: Mode): void {
    const clock = this.time.state;
    this.note('mode', mode.open ? { mode: 'on-duty', clock } : { mode: mode.reason, clock });
    this.#sendJournal();
  }

  #store(records: readonly TrackerRecord[], policy: ActivePolicy, nowS: number): void {
    const { kept, overtaken, doubtful } = this.#storeGate.judge(records, policy);
    if (overtaken > 0) this.note('deletion', { reason: 'policy', records: overtaken });
    if (doubtful > 0) this.note('doubt', { gate: 'store', records: doubtful });
    this.#noteRoom(this.#sealer.storeRecords(kept, policy, nowS));
    this.uplink.pump();
  }

  /** A frame that no sound device could have stored means that this one is not. */
  #deleted(reason: DeletionReason, frames: number): void {
    if (reason === 'doubt') this.note('doubt', { gate: 'send', frames });
    else this.note('deletion', { reason, frames });
  }

  /** A full outbox is noted once, not with every batch it refuses. */
  #noteRoom(stored: boolean): void {
    if (!stored && !this.#outboxFull) this.note('storage', { full: 'outbox' });
    this.#outboxFull = !stored;
  }

  #deskFor(identity: DeviceIdentity, own: OwnParts, keys: KeyStore): InstructionDesk {
    const { journal, outbox, receipts, time, challenge } = this;
    const { flash } = this.#world;
    const policies = this.#policies;
    const nowS = () => time.nowS();
    const groups = () => groupsOf(own.settings.value('device/groups'));
    const send = (receipt: Uint8Array) => this.#sendReceipt(receipt);
    const eraser = new Eraser({ flash, identity, outbox, journal, receipts, nowS, send });
    const wipe = this.#wipeParts(identity, own);
    const stores = { keys, policies, journal, time, challenge, sealer: this.#sealer };
    return new InstructionDesk({
      flash,
      trust: () => keys.trust(identity, groups()),
      storedTrust: () => keys.storedTrust(identity, groups()),
      policies,
      journal,
      nowS,
      policyInForce: () => this.active?.policy,
      executors: orderTable({ ...own, ...stores, eraser, wipe }),
    });
  }

  #wipeParts(names: DeviceNames, own: OwnParts): OrderTableParts['wipe'] {
    const { journal, outbox } = this;
    const isBatch = (sequence: number) => outbox.read(sequence)?.untilS !== 0;
    const batches = () => outbox.waiting().filter(isBatch).length;
    return {
      flush: () => this.recorder.flush(),
      holdsReports: () => batches() > 0,
      isJournalOut: () => this.#handout.isOut,
      decommission: (instruction) => {
        const isOrdered = new Decommissioning(this.#world.flash).order({
          instruction,
          count: batches(),
          dev: names.device,
          ten: names.tenant,
          atS: this.time.nowS(),
          jlen: journal.length,
          jhead: journal.head,
          tail: this.#handout.tail,
        });
        this.#sealer.close();
        this.#isEnding = isOrdered;
        if (isOrdered) own.restart();
        return isOrdered;
      },
    };
  }

  #sendReceipt(receipt: Uint8Array): void {
    const { active } = this.#policies;
    const nowS = this.time.nowS() ?? this.journal.lastTimeS;
    if (active !== undefined) this.#sealer.storeJournalPage(receipt, active, nowS);
  }

  #sendJournal(): void {
    const { active } = this;
    const nowS = this.time.nowS();
    if (active === undefined || nowS === undefined) return;
    for (let page = this.journal.nextPage(); page; page = this.journal.nextPage()) {
      if (!this.#sealer.storeJournalPage(page.bytes, active, nowS)) return this.uplink.pump();
      page.taken();
    }
    this.#journalTaken = this.journal.length;
    this.uplink.pump();
  }

  /** What a second can bring by itself, in the order in which it is looked at. */
  #agendaItems(gate: PolicyGate): AgendaItem[] {
    const { clock, gnssPower } = this.#world;
    const gateChange = () => {
      const changeS = gate.nextChangeS();
      return changeS === undefined ? undefined : this.time.uptimeMsOf(changeS);
    };
    const power = {
      clock,
      time: this.time,
      gate,
      neededFromMs: () => this.recorder.receiverFromMs(),
      switch: (on: boolean) => gnssPower?.(on),
    };
    return [
      this.time,
      this.gnss,
      { dueUptimeMs: gateChange, tick: () => {} },
      this.recorder,
      { dueUptimeMs: () => this.#sweepDue(), tick: () => this.#sweep() },
      new ReceiverPower(power),
    ];
  }

  #sweepDue(): number | undefined {
    const isNeeded = this.outbox.size > 0 || this.journal.length !== this.#journalTaken;
    if (!isNeeded) this.#sweepDueMs = undefined;
    else this.#sweepDueMs ??= this.#world.clock.uptimeMs() + sweepEveryMs;
    return this.#sweepDueMs;
  }

  #sweep(): void {
    if (this.#sweepDueMs === undefined || this.#world.clock.uptimeMs() < this.#sweepDueMs) return;
    this.#sweepDueMs = undefined;
    this.uplink.sweep();
    this.#sendJournal();
  }
}
