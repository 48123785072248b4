import type { AgendaRam } from './agenda.ts';
import type { GnssRam } from './capture/gnss-driver.ts';
import type { ReceiverPowerRam } from './capture/receiver-power.ts';
import type { RecorderRam } from './capture/recorder.ts';
import type { TimeRam } from './clock/time-keeper.ts';
import type { JournalRam } from './journal/journal-store.ts';
import type { ModeRam } from './modes/mode-desk.ts';
import type { InstructionRam } from './orders/instruction-desk.ts';
import type { PolicyRam } from './orders/policy-store.ts';
import type { FlashCareRam } from './report/flash-care.ts';
import type { RecordRam } from './report/record-desk.ts';
import type { StagingRam } from './report/staging.ts';
import type { SweepRam } from './report/sweep.ts';
import type { UplinkRam } from './report/uplink.ts';
import type { FlashLogRam } from './storage/flash-log-ram.ts';

/**
 * Everything a device on duty has in RAM and not in flash, while it sleeps in a closed mode and nothing is under way
 * (docs/firmware/sleep.md).
 */
export interface DutyRam {
  readonly journal: JournalRam;
  readonly time: TimeRam;
  readonly policies: PolicyRam;
  readonly modes: ModeRam;
  readonly desk: InstructionRam;
  readonly recorder: RecorderRam;
  readonly gnss: GnssRam;
  readonly power: ReceiverPowerRam;
  readonly records: RecordRam;
  readonly outbox: FlashLogRam;
  readonly staging: StagingRam;
  readonly care: FlashCareRam;
  readonly uplink: UplinkRam;
  readonly sweep: SweepRam;
  readonly agenda: AgendaRam;
  /** See `JournalHandout.readUntil`. */
  readonly readUntil: number;
  /** See `TimeChallenge.outstanding`. */
  readonly challenge: Uint8Array | null;
}
