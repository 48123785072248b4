import type { JournalDetail } from '@feierabend/protocol';

import { Agenda, type AgendaRam } from './agenda.ts';
import type { AssemblyParts, DutyAssembly } from './assembly.ts';
import type { ImageSlots } from './boot/image-slots.ts';
import type { GnssDriver } from './capture/gnss-driver.ts';
import { dutyItems } from './duty-items.ts';
import type { DutyRam } from './duty-ram.ts';
import { JournalHandout } from './deletion/journal-handout.ts';
import { ReceiptStore } from './deletion/receipt-store.ts';
import { linkCredentialsOf } from './identity/credential-store.ts';
import type { DeviceIdentity } from './identity/identity.ts';
import { KeyStore } from './identity/key-store.ts';
import { deskOfDuty, type DeskOfDutyParts } from './orders/desk-of-duty.ts';
import { isFromStranger, type Decision, type InstructionDesk } from './orders/instruction-desk.ts';
import type { JournalStore } from './journal/journal-store.ts';
import { FlashCare } from './report/flash-care.ts';
import type { Outbox } from './report/outbox.ts';
import type { PolicyGate } from './capture/policy-gate.ts';
import { ModeDesk, type ModeRam } from './modes/mode-desk.ts';
import { nextOtherModeS, shownName } from './modes/next-change.ts';
import type { OrderTableParts } from './orders/order-table.ts';
import { PolicyStore, type ActivePolicy } from './orders/policy-store.ts';
import type { Trust } from './orders/trust.ts';
import type { InputName, LinkCredentials, World } from './ports.ts';
import { ReceiverPower, type ReceiverPowerRam } from './capture/receiver-power.ts';
import { Recorder, type RecorderRam } from './capture/recorder.ts';
import { RecordDesk, type RecordRam } from './report/record-desk.ts';
import type { Staging } from './report/staging.ts';
import { Sweep } from './report/sweep.ts';
import { groupsOf } from './settings/device-settings.ts';
import type { TimeChallenge } from './orders/time-challenge.ts';
import type { TimeKeeper } from './clock/time-keeper.ts';
import { whole } from './whole.ts';
import type { FrameCount } from './report/frame-count.ts';
import { Uplink, type DeletionReason } from './report/uplink.ts';

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
 * is not the one the journal saw last, an accepted instruction that is not carried out, a gate that had to stop what an
 * earlier one let through, and a boot state that nobody can read.
 */
export class Duty {
  readonly time: TimeKeeper;
  readonly journal: JournalStore;
  readonly outbox: Outbox;
  readonly staging: Staging;
  readonly uplink: Uplink;
  readonly recorder: Recorder;
  readonly gnss: GnssDriver;
  /** What a signed time has to bring back. */
  readonly challenge: TimeChallenge;
  readonly receipts: ReceiptStore;
  readonly #handout: JournalHandout;
  readonly #policies: PolicyStore;
  readonly #desk: InstructionDesk;
  readonly #care: FlashCare;
  readonly #records: RecordDesk;
  readonly #modes: ModeDesk;
  readonly #world: World;
  readonly #credentials: LinkCredentials | undefined;
  readonly #slots: ImageSlots;
  /** The end of the device is ordered. */
  #isEnding = false;
  readonly #sweeper: Sweep;
  readonly #power: ReceiverPower;
  readonly #agenda: Agenda;

  /** `ram` is what the same device had when it fell asleep. */
  constructor(world: World, identity: DeviceIdentity, own: OwnParts, ram?: DutyRam) {
    const { assembly } = own;
    const { clock, flash, link, random, rtc, tap } = world;
    this.#world = world;
    this.#slots = own.slots;
    this.#credentials = linkCredentialsOf(flash, identity);
    this.journal = assembly.journal({ flash, clock, identity, tap, ram: ram?.journal });
    this.time = assembly.timeKeeper(clock, {
      rtc,
      earliestS: this.journal.lastTimeS,
      jumped: this.journal.clockJumped,
      changed: (state, by, movedS) => {
        this.#modes.clockChanged(state, by);
        if (by === 'signed-time') {
          this.recorder.timeMoved(movedS);
          this.#modes.keeper.timeMoved(movedS);
        }
        this.uplink.rejudge();
      },
      ram: ram?.time,
    });
    this.challenge = assembly.timeChallenge(random, ram?.challenge ?? undefined);
    this.outbox = assembly.outbox(flash, identity.storageKey, ram?.outbox);
    this.staging = assembly.staging(flash, identity.storageKey, ram?.staging);
    const { journal, outbox, staging } = this;
    const note = (detail: JournalDetail) => this.#modes.stored(detail);
    this.#care = new FlashCare({ journal, outbox, staging, note, ram: ram?.care });
    this.receipts = new ReceiptStore(flash, identity.sign.publicKey);
    this.#handout = new JournalHandout(journal, outbox, ram?.readUntil);
    const keys = new KeyStore(flash);
    const groups = () => groupsOf(own.settings.value('device/groups'));
    const storedTrust = () => keys.storedTrust(identity, groups());
    const { openInstruction, decodePolicy } = assembly;
    const reading = { openInstruction, decodePolicy, ram: ram?.policies };
    this.#policies = new PolicyStore(flash, storedTrust, reading);
    this.#modes = this.#modeDesk(identity.storageKey, storedTrust, ram?.modes);
    const parts = {
      world,
      time: this.time,
      journal: this.journal,
      inForce: () => this.#inForce,
      acts: () => this.#modes.keeper.acts,
    };
    this.#records = this.#recordDesk(parts, { identity, assembly, ram: ram?.records });
    this.#desk = this.#instructionDesk({ flash, identity, keys, own, ram: ram?.desk });
    const gate = assembly.policyGate(parts);
    this.recorder = this.#makeRecorder(gate, ram?.recorder);
    const driver = { clock, time: this.time, gate, listener: this.recorder, ram: ram?.gnss };
    this.gnss = assembly.gnssDriver(driver, parts);
    this.uplink = new Uplink({
      link,
      outbox: this.outbox,
      gate: assembly.sendGate(parts),
      deleted: (reason, frames) => this.#deleted(reason, frames),
      acknowledged: (entry) => this.#care.acknowledged(entry),
      ram: ram?.uplink,
    });
    this.#sweeper = new Sweep(clock, {
      isNeeded: () => this.outbox.size > 0 || this.#records.hasJournal,
      sweep: () => this.#sweep(),
      ram: ram?.sweep,
    });
    this.#power = this.#receiverPower(gate, ram?.power);
    this.#agenda = this.#makeAgenda(gate, ram?.agenda);
  }

  /** Undefined while anything but the passing of time is under way, or a window is open, or something is wrong. */
  get ram(): DutyRam | undefined {
    const recorder = this.recorder.ram;
    if (recorder === undefined || this.outbox.size > 0 || this.#isEnding) return undefined;
    if (this.receipts.failures > 0) return undefined;
    // One literal: objects that are spread take a shape of their own for each device.
    return whole({
      journal: this.journal.ram,
      time: this.time.ram,
      policies: this.#policies.ram,
      modes: this.#modes.ram,
      desk: this.#desk.ram,
      recorder,
      gnss: this.gnss.ram,
      power: this.#power.ram,
      records: this.#records.ram,
      outbox: this.outbox.ram,
      staging: this.staging.ram,
      care: this.#care.ram,
      uplink: this.uplink.ram,
      sweep: this.#sweeper.ram,
      agenda: this.#agenda.ram,
      readUntil: this.#handout.readUntil,
      challenge: this.challenge.outstanding ?? null,
    });
  }

  /** The time that a sleeping device waited for. */
  wake(): void {
    this.#agenda.wake();
  }

  /** The policy in force; undefined in every doubt about storage. */
  get active(): ActivePolicy | undefined {
    return this.journal.intact ? this.#settled : undefined;
  }

  /** The policy that names who may read the journal: also while the journal is full, because sending it makes room. */
  get #settled(): ActivePolicy | undefined {
    const isNoted = this.#policies.sequence === this.journal.policySequence;
    const isSettled = isNoted && this.#desk.isSettled && !this.#isEnding;
    return this.journal.sound && isSettled ? this.#policies.active : undefined;
  }

  /** The policy by which positions are taken, stored and sent; undefined in every doubt. */
  get #inForce(): ActivePolicy | undefined {
    return this.journal.doubted || !this.#slots.isStateKnown ? undefined : this.active;
  }

  /** What is wrong with what is stored, one word each. */
  get faults(): readonly string[] {
    const isNoted = this.#policies.sequence === this.journal.policySequence;
    return [
      ...(this.journal.intact ? [] : ['journal']),
      ...(this.journal.doubted ? ['doubt'] : []),
      ...(this.#desk.isSettled ? [] : ['order']),
      ...(isNoted ? [] : ['policy']),
    ];
  }

  get lastSequence(): number {
    return this.#desk.lastSequence;
  }

  /** See {@link nextOtherModeS}. */
  get nextModeS(): number | undefined {
    const timeS = this.time.nowS();
    return nextOtherModeS({ ...this.#modes.keeper.acts, policy: this.#inForce?.policy, timeS });
  }

  /** Starts the work and the network. */
  start(boot: Readonly<Record<string, string>>): void {
    this.#modes.begun(boot);
    const { state, bootSource } = this.time;
    if (bootSource !== undefined) this.#modes.clockChanged(state, bootSource);
    this.#care.recover();
    this.#desk.recover();
    this.#modes.start();
    this.#world.link.connect(this.#credentials);
    this.#agenda.review();
  }

  /** A page of the journal for a reader who asks. */
  readJournal(from: number, pageBytes: number): Uint8Array {
    return this.#handout.read(from, pageBytes);
  }

  /** Somebody moved a switch, pressed a button or opened the case. */
  inputChanged(name: InputName, isActive: boolean): void {
    this.#modes.inputChanged(name, isActive);
    this.#follow();
  }

  /** To be called after each event from outside: it may have changed what is due next. */
  review(): void {
    this.#agenda.review();
  }

  /** What is in RAM is stored: the device is about to be reset. */
  stop(): void {
    this.recorder.flush();
    this.#modes.stop();
  }

  /** Writes to the journal; see {@link JournalStore.record}. */
  note(
    kind: Parameters<JournalStore['record']>[0],
    detail: Parameters<JournalStore['record']>[2],
  ): boolean {
    return this.journal.record(kind, this.time.nowS(), detail);
  }

  instruct(instruction: Uint8Array): Decision {
    const before = this.active;
    // A declaration that is renewed takes the place of the one by which these were taken.
    if (this.recorder.mode.name === 'break-glass') this.recorder.flush();
    const decision = this.#desk.submit(instruction);
    this.uplink.rejudge();
    if (this.active !== before) this.recorder.policyChanged(before);
    if (isFromStranger(decision)) {
      this.#modes.events.raise('security-alert');
    }
    this.#follow();
    return decision;
  }

  /** What people and instructions have changed holds from this moment on. */
  #follow(): void {
    this.#modes.keeper.tick();
    this.recorder.tick();
    this.uplink.pump();
    this.review();
  }

  #makeRecorder(gate: PolicyGate, ram?: RecorderRam): Recorder {
    return new Recorder({
      clock: this.#world.clock,
      time: this.time,
      active: () => this.active,
      gate: () => gate.now(),
      takeDistanceM: () => this.gnss.takeDistanceM(),
      stage: (one) => this.#records.stage(one),
      store: (batch) => this.#records.store(batch),
      modeChanged: () => this.#modes.changed(),
      ram,
    });
  }

  #modeDesk(storageKey: Uint8Array, storedTrust: () => Trust, ram?: ModeRam): ModeDesk {
    return new ModeDesk({
      world: this.#world,
      storageKey,
      storedTrust,
      time: this.time,
      journal: this.journal,
      inForce: () => this.#inForce?.policy,
      changing: () => this.recorder.flush(),
      shown: () => shownName(this.recorder.mode),
      sendJournal: () => this.#records.sendJournal(),
      send: (event, nowS) => this.#records.sendEvent(event, nowS),
      note: (kind, detail) => this.note(kind, detail),
      ram,
    });
  }

  /** How often the firmware began without the journal being told. */
  get untoldBoots(): number {
    return this.#modes.store.untoldBoots;
  }

  /** A frame that no sound device could have stored means that this one is not. */
  #deleted(reason: DeletionReason, count: FrameCount): void {
    if (reason === 'doubt') this.note('doubt', { gate: 'send', ...count });
    else this.note('deletion', { reason, ...count });
  }

  #recordDesk(
    parts: AssemblyParts,
    own: { identity: DeviceIdentity; assembly: DutyAssembly; ram: RecordRam | undefined },
  ): RecordDesk {
    const { assembly, ram } = own;
    return new RecordDesk({
      identity: own.identity,
      random: this.#world.random,
      tap: this.#world.tap,
      outbox: this.outbox,
      staging: this.staging,
      care: this.#care,
      journal: this.journal,
      time: this.time,
      gate: assembly.storeGate(parts),
      encode: (records) => assembly.encodeBatch(records, parts),
      session: assembly.session,
      recipients: assembly.recipients,
      sosRecipients: assembly.sosRecipients,
      signed: () => this.#policies.active,
      settled: () => this.#settled,
      note: (kind, detail) => this.note(kind, detail),
      pump: () => this.uplink.pump(),
      ram,
    });
  }

  #instructionDesk(
    parts: Pick<DeskOfDutyParts, 'flash' | 'identity' | 'keys' | 'ram'> & { own: OwnParts },
  ): InstructionDesk {
    return deskOfDuty({
      ...parts,
      journal: this.journal,
      outbox: this.outbox,
      staging: this.staging,
      policies: this.#policies,
      receipts: this.receipts,
      handout: this.#handout,
      records: this.#records,
      modes: this.#modes.store,
      refused: (detail) => this.#modes.refused(detail),
      time: this.time,
      challenge: this.challenge,
      policyInForce: () => this.active?.policy,
      flush: () => this.recorder.flush(),
      ended: (isOrdered) => {
        this.#records.close();
        this.#isEnding = isOrdered;
        if (isOrdered) parts.own.restart();
      },
    });
  }

  #makeAgenda(gate: PolicyGate, ram?: AgendaRam): Agenda {
    const { time, gnss, recorder } = this;
    const [modes, sweeper, power] = [this.#modes, this.#sweeper, this.#power];
    const items = dutyItems({ time, modes, gnss, gate, recorder, sweeper, power });
    return new Agenda(this.#world.clock, items, { watchdog: this.#world.watchdog, ram });
  }

  #receiverPower(gate: PolicyGate, ram?: ReceiverPowerRam): ReceiverPower {
    const { clock, gnssPower } = this.#world;
    return new ReceiverPower({
      clock,
      time: this.time,
      gate,
      neededFromMs: () => this.recorder.receiverFromMs(),
      calledMs: () => this.#modes.keeper.undatedCallMs,
      switch: (on: boolean) => gnssPower?.(on),
      ram,
    });
  }

  #sweep(): void {
    this.#care.noteFailures();
    this.uplink.sweep();
    this.#records.sendJournal();
  }
}
