import type { TrackerRecord } from '@feierabend/protocol';

import type { AgendaItem } from '../agenda.ts';
import { Capture } from './capture.ts';
import type { GnssFix, GnssListener } from './gnss-driver.ts';
import type { GateDecision } from './policy-gate.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';
import type { CaptureGrant, Mode } from '../modes/mode.ts';
import type { Clock } from '../ports.ts';
import type { TimeKeeper } from '../clock/time-keeper.ts';

/** A batch is stored when it holds this many records, or is this old. */
const batchRecordsMax = 96;
const batchAgeS = 900;
/** Without a sound sentence for this long the receiver counts as silent. */
const receiverSilentMs = 5_000;
/** A healthy lithium cell; the simulated supply does not drain. */
const batteryMillivolts = 3_900;
/** How often the distance is reported where only the distance is, and the policy names no interval of its own. */
const mileageEveryS = 3_600;

export interface RecorderParts {
  readonly clock: Clock;
  readonly time: TimeKeeper;
  readonly gate: () => GateDecision;
  readonly active: () => ActivePolicy | undefined;
  /** Metres that the driver counted since the last call. */
  readonly takeDistanceM: () => number;
  /** Takes a record of the batch that is being collected, so that a power cut leaves it. */
  readonly stage: (one: FinishedBatch) => void;
  /** Takes a finished batch, or notes that there is no room for it. */
  readonly store: (batch: FinishedBatch) => void;
  readonly modeChanged: () => void;
  readonly ram?: RecorderRam | undefined;
}

/** In a closed mode, with an empty batch. */
export interface RecorderRam {
  readonly counts: RecorderCounts;
  readonly mode: Mode;
  readonly modeSinceUptimeMs: number;
  readonly heardUptimeMs: number;
}

/** Records of one mode, under one policy. */
export interface FinishedBatch {
  readonly records: readonly TrackerRecord[];
  readonly policy: ActivePolicy;
  readonly nowS: number;
  /** What the places in it were taken by; undefined in a closed mode, which has none. */
  readonly grant: CaptureGrant | undefined;
}

export interface RecorderCounts {
  epochsWithPosition: number;
  epochsWithheld: number;
  fixesTaken: number;
}

/**
 * Turns modes and fixes into batches of records.
 *
 * **Invariant:** a batch never spans a mode change: whatever was collected is stored before the first record of the next
 * mode, and what a closed mode produces has no place in it.
 */
export class Recorder implements GnssListener, AgendaItem {
  readonly #parts: RecorderParts;
  readonly counts: RecorderCounts;
  #mode: Mode;
  #modeSinceUptimeMs: number;
  #capture: Capture | undefined;
  #batch: TrackerRecord[] = [];
  #batchPolicy: ActivePolicy | undefined;
  #batchSinceS = 0;
  #heardUptimeMs = Number.NEGATIVE_INFINITY;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    const { ram } = parts;
    this.counts = ram?.counts ?? { epochsWithPosition: 0, epochsWithheld: 0, fixesTaken: 0 };
    if (ram !== undefined) {
      this.#mode = ram.mode;
      this.#modeSinceUptimeMs = ram.modeSinceUptimeMs;
      this.#heardUptimeMs = ram.heardUptimeMs;
      return;
    }
    this.#modeSinceUptimeMs = parts.clock.uptimeMs();
    const decision = parts.gate();
    // A clock chip may know the time already: the window is entered like any other, with the first look at the gate.
    this.#mode = decision.open ? beforeTheFirstLook : decision;
  }

  /** Undefined in an open window, and while records wait to be stored. */
  get ram(): RecorderRam | undefined {
    if (this.#mode.open || this.#batch.length > 0) return undefined;
    const [mode, modeSinceUptimeMs] = [this.#mode, this.#modeSinceUptimeMs];
    return { counts: this.counts, mode, modeSinceUptimeMs, heardUptimeMs: this.#heardUptimeMs };
  }

  get mode(): Mode {
    return this.#mode;
  }

  heard(): void {
    this.#heardUptimeMs = this.#parts.clock.uptimeMs();
  }

  fix(fix: GnssFix): void {
    this.counts.epochsWithPosition += 1;
    this.#followMode();
    const record = this.#capture?.fix(fix);
    if (record === undefined) return;
    this.counts.fixesTaken += 1;
    this.#add(record);
  }

  withheld(): void {
    this.counts.epochsWithPosition += 1;
    this.counts.epochsWithheld += 1;
    this.#followMode();
  }

  dueUptimeMs(): number | undefined {
    const { time } = this.#parts;
    if (time.nowS() === undefined) return undefined;
    const beatMs = this.#mode.open ? undefined : this.#heartbeatDueMs();
    const gapS = this.#capture?.gapDueS ?? Number.POSITIVE_INFINITY;
    const batchS = this.#batch.length > 0 ? this.#batchSinceS + batchAgeS : gapS;
    const dueS = Math.min(gapS, batchS);
    const dueMs = dueS === Number.POSITIVE_INFINITY ? undefined : time.uptimeMsOf(dueS);
    return dueMs === undefined || beatMs === undefined
      ? (dueMs ?? beatMs)
      : Math.min(dueMs, beatMs);
  }

  /** The uptime from which an open window needs the receiver; undefined in a closed mode. */
  receiverFromMs(): number | undefined {
    const fromS = this.#mode.open ? this.#capture?.receiverFromS : undefined;
    return fromS === undefined ? undefined : this.#parts.time.uptimeMsOf(fromS);
  }

  /** Follows the policy when the receiver is silent, reports gaps, and closes old batches. */
  tick(): void {
    this.#followMode();
    const nowS = this.#parts.time.nowS();
    if (nowS === undefined) return;
    const silent = this.#parts.clock.uptimeMs() - this.#heardUptimeMs > receiverSilentMs;
    const gap = this.#capture?.tick(nowS, silent);
    if (gap !== undefined) this.#add(gap);
    if (!this.#mode.open) this.#heartbeat(nowS);
    if (this.#batch.length > 0 && nowS - this.#batchSinceS >= batchAgeS) this.flush();
  }

  /** Stores what was collected. */
  flush(): void {
    if (this.#batch.length === 0 || this.#batchPolicy === undefined) return;
    const nowS = this.#parts.time.nowS() ?? this.#batchSinceS;
    const records = this.#batch;
    this.#parts.store({ records, policy: this.#batchPolicy, nowS, grant: this.#grant });
    this.#batch = [];
  }

  get #grant(): CaptureGrant | undefined {
    return this.#mode.open ? this.#mode.grant : undefined;
  }

  /** A signed time moved the date: what was collected keeps the old one, and what goes on goes on by the new one. */
  timeMoved(byS: number | undefined): void {
    this.flush();
    if (byS !== undefined) this.#capture?.timeMoved(byS);
  }

  /** A new policy starts with a mode of its own, and with nothing of the old one in its batch. */
  policyChanged(previous: ActivePolicy | undefined): void {
    this.#enterMode(this.#parts.gate(), previous ?? this.#parts.active());
  }

  #followMode(): void {
    const decision = this.#parts.gate();
    if (decision === this.#mode) return;
    if (!isSameMode(decision, this.#mode)) this.#enterMode(decision, this.#parts.active());
  }

  #enterMode(decision: GateDecision, policyOfOldMode: ActivePolicy | undefined): void {
    const nowS = this.#parts.time.nowS();
    if (nowS !== undefined && policyOfOldMode !== undefined) {
      this.#reportWithheld(nowS, policyOfOldMode);
    }
    this.flush();
    const reopens = decision.open && nowS !== undefined;
    this.#capture = reopens ? new Capture(decision.grant, nowS) : undefined;
    this.#modeSinceUptimeMs = this.#parts.clock.uptimeMs();
    this.#mode = decision;
    // What was counted and not told by now belongs to no mode.
    this.#parts.takeDistanceM();
    this.#parts.modeChanged();
  }

  /** The closed span so far, so that a gap is explained by the device and not guessed by a server. */
  #reportWithheld(nowS: number, policy: ActivePolicy): void {
    if (this.#mode.open) return;
    const fromS = this.#parts.time.atUptimeS(this.#modeSinceUptimeMs) ?? nowS;
    if (fromS >= nowS) return;
    const span = { fromS, untilS: nowS };
    this.#add({ kind: 'withheld', ...span, reason: this.#mode.reason }, policy);
    if (this.#mode.counts) {
      this.#add({ kind: 'mileage', ...span, distanceM: this.#parts.takeDistanceM() }, policy);
    }
    this.#modeSinceUptimeMs = this.#parts.clock.uptimeMs();
  }

  /** Only a policy that holds sends a sign of life, and none that an instruction restricts. */
  #heartbeatDueMs(): number | undefined {
    const { name } = this.#mode;
    const policy = this.#parts.active()?.policy;
    if (policy === undefined || name === 'closed' || name === 'restricted') return undefined;
    const everyS =
      policy.outside === 'off' && name === 'reduced' ? mileageEveryS : policy.heartbeatS;
    return everyS === 0 ? undefined : this.#modeSinceUptimeMs + everyS * 1000;
  }

  #heartbeat(nowS: number): void {
    const active = this.#parts.active();
    const dueMs = this.#heartbeatDueMs();
    if (active === undefined || dueMs === undefined) return;
    if (this.#parts.clock.uptimeMs() < dueMs) return;
    this.#reportWithheld(nowS, active);
    if (active.policy.outside !== 'off') {
      this.#add({ kind: 'heartbeat', timeS: nowS, batteryMillivolts }, active);
    }
    this.flush();
  }

  #add(record: TrackerRecord, policy = this.#parts.active()): void {
    if (policy === undefined) return;
    if (this.#batchPolicy !== policy) this.flush();
    if (this.#batch.length === 0) {
      this.#batchPolicy = policy;
      this.#batchSinceS = this.#parts.time.nowS() ?? 0;
    }
    this.#batch.push(record);
    const nowS = this.#parts.time.nowS() ?? this.#batchSinceS;
    this.#parts.stage({ records: [record], policy, nowS, grant: this.#grant });
    if (this.#batch.length >= batchRecordsMax) this.flush();
  }
}

const beforeTheFirstLook: Mode = {
  open: false,
  name: 'closed',
  reason: 'clock-untrusted',
  counts: false,
};

/** Positions go on as before; another interval, or other people to open them, is another mode. */
function isSameMode(next: Mode, mode: Mode): boolean {
  if (next.name !== mode.name) return false;
  if (!next.open || !mode.open) return !next.open && !mode.open && next.reason === mode.reason;
  return next.name === 'on-duty' || isSameGrant(next.grant, mode.grant);
}

function isSameGrant(next: CaptureGrant, grant: CaptureGrant): boolean {
  return (
    next.intervals.movingS === grant.intervals.movingS &&
    next.recipients.length === grant.recipients.length &&
    next.recipients.every((one, index) => one === grant.recipients[index])
  );
}
