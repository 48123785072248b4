import { decodeEntry, type JournalEntry } from '@feierabend/protocol';

import type { Duty } from '../core/duty.ts';
import { shownName } from '../core/modes/next-change.ts';
import type { Tracker } from '../core/tracker.ts';
import type { ReceiverState } from './receiver-source.ts';

/** What a person who looks at a running tracker wants to know. Never a place. */
export interface TrackerStatus {
  readonly device: string;
  readonly firmware: string;
  /** What opened the device, or why it is closed. */
  readonly mode: string;
  /** Positions are taken. */
  readonly isOpen: boolean;
  readonly clock: string;
  /** Unix seconds by the device's own clock; null in doubt. */
  readonly timeS: number | null;
  /** When the mode changes by itself; null when it does not, or nobody knows. */
  readonly nextChangeS: number | null;
  readonly fixes: number;
  readonly positionsWithheld: number;
  readonly framesWaiting: number;
  readonly journalEntries: number;
  /** What became of the source that was named; null when the receiver speaks on a port of the tracker. */
  readonly receiver: ReceiverState | null;
}

export function statusOf(
  tracker: Tracker | undefined,
  around: { readonly inRecovery?: boolean; readonly receiver?: ReceiverState | null } = {},
): TrackerStatus {
  const { inRecovery = false, receiver = null } = around;
  const duty = tracker?.duty;
  return {
    device: tracker?.identity?.device ?? 'blank board',
    firmware: tracker?.firmwareVersion ?? 'none',
    mode: inRecovery ? 'serial-recovery' : modeOf(tracker),
    isOpen: duty?.recorder.mode.open ?? false,
    clock: duty?.time.state ?? 'none',
    timeS: duty?.time.nowS() ?? null,
    nextChangeS: duty?.nextModeS ?? null,
    ...countsOf(duty),
    receiver,
  };
}

function modeOf(tracker: Tracker | undefined): string {
  if (tracker === undefined) return 'no-power';
  const mode = tracker.duty?.recorder.mode;
  if (mode !== undefined) return shownName(mode);
  return tracker.end === undefined ? 'unprovisioned' : 'decommissioned';
}

function countsOf(duty: Duty | undefined) {
  return {
    fixes: duty?.recorder.counts.fixesTaken ?? 0,
    positionsWithheld: duty?.recorder.counts.epochsWithheld ?? 0,
    framesWaiting: duty?.outbox.size ?? 0,
    journalEntries: duty?.journal.length ?? 0,
  };
}

/** Keeps the last entries that were written. */
export class RecentEntries {
  readonly #keep: number;
  readonly #entries: JournalEntry[] = [];

  constructor(keep: number) {
    this.#keep = keep;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  push(bytes: Uint8Array): JournalEntry | undefined {
    const entry = decodeEntry(bytes);
    if (!entry.ok) return undefined;
    this.#entries.push(entry.value);
    if (this.#entries.length > this.#keep) this.#entries.shift();
    return entry.value;
  }
}
